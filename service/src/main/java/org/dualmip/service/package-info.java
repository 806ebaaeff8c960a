/**
 * The frame that both services stand in: one owner thread per engine, events, clocks, signals.
 *
 * <p>An {@link org.dualmip.service.Engine} is protocol logic without input or output; an {@link
 * org.dualmip.service.OwnerThread} gives it a thread, a clock and a mailbox. Edges such as sockets
 * post into the mailbox from their own threads and never touch the engine. What changes is written
 * as an {@link org.dualmip.service.Event} to the {@link org.dualmip.service.EventLog}. A {@link
 * org.dualmip.service.ServiceProcess} turns signals into a clean stop or a re-read configuration.
 */
@NullMarked
package org.dualmip.service;

import org.jspecify.annotations.NullMarked;
