/**
 * The local administration socket: HTTP/1.1 over a Unix socket, GET only, JSON out.
 *
 * <p>{@link org.dualmip.service.admin.AdminServer} runs inside a service, on Netty; {@link
 * org.dualmip.service.admin.AdminClient} inside {@code dualmip show} and {@code dualmip why}, on
 * the JDK alone so that it starts fast. The file system is the access control: the socket belongs
 * to the user of the service and has mode 0600. Pages are computed per request by the owner of the
 * state they show. A socket left behind by a crash is replaced, one that answers is not.
 */
@NullMarked
package org.dualmip.service.admin;

import org.jspecify.annotations.NullMarked;
