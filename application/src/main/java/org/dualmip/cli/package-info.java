/**
 * The program: its verbs, what they print, and how they end.
 *
 * <p>{@link org.dualmip.cli.Main} hands the arguments to {@link org.dualmip.cli.Dualmip}, which
 * holds one class for each verb. A verb reads its configuration in whole, asks whether the host
 * allows what it wants, and only then calls the module that does the work. Exit codes are few: 0 is
 * success, 1 a failure, 2 a mistake on the command line or in a configuration file. {@link
 * org.dualmip.cli.Failures} turns every exception into one of them and into a message for people; a
 * stack trace is shown only for what must be a bug.
 */
@NullMarked
package org.dualmip.cli;

import org.jspecify.annotations.NullMarked;
