package org.dualmip.cli.architecture.broken.mobilenode;

import java.util.concurrent.locks.ReentrantLock;

/** Wrong, because an engine uses it: knows threads. */
final class Drain {
  ReentrantLock lock = new ReentrantLock();
}
