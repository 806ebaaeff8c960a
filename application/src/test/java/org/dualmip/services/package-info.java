/** The real services in one process, each in a network namespace, against one another. */
@NullMarked
package org.dualmip.services;

import org.jspecify.annotations.NullMarked;
