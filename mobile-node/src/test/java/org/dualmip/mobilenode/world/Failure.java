package org.dualmip.mobilenode.world;

/** Something that must always be true was not. */
final class Failure extends AssertionError {
  private static final long serialVersionUID = 1;

  Failure(String what) {
    super(what);
  }
}
