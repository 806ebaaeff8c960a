/**
 * Configuration files: YAML in, records out, and errors that a person can act on.
 *
 * <p>A file is read whole before anything is touched, and all its errors are reported together,
 * each with its line, column and key. The shape of a file is the shape of a record: {@link
 * org.dualmip.service.config.ConfigFile} says how names, lists, defaults and optional keys are
 * derived from the components. Nothing is guessed: unknown keys, repeated keys, aliases, tags and
 * values of another type are errors. Secrets never appear in a message.
 */
@NullMarked
package org.dualmip.service.config;

import org.jspecify.annotations.NullMarked;
