/**
 * The extensions of Mobile IPv4 control messages, one record each, named as in the RFC that defines
 * it. {@link org.dualmip.mobileip.extension.Extensions} says which type number is which record.
 * Reading checks what the figure says and nothing more: whether an extension may stand where it
 * stands is the business of the agent or node that reads the message. An extension in a layout that
 * is not known here is kept as {@link org.dualmip.mobileip.extension.Unrecognized}, with its
 * octets. Writing is the reverse. Only reserved fields and superseded numbers are not written as
 * they were read; who relays a message relays its octets.
 */
@NullMarked
package org.dualmip.mobileip.extension;

import org.jspecify.annotations.NullMarked;
