/**
 * How the log looks.
 *
 * <p>The log is for the person who watches a service: one line for each entry, on standard error,
 * with the time of day, the level, the last part of the logger's name and the message. It is set up
 * in code, because reading a configuration file would cost a tenth of the time the program needs to
 * start. Programs should read the events file or the administration socket instead; they carry the
 * same facts as data. {@link org.dualmip.cli.log.PeopleLogging} is found by Logback itself, through
 * the service loader.
 */
@NullMarked
package org.dualmip.cli.log;

import org.jspecify.annotations.NullMarked;
