package org.dualmip.mobileip.node;

/** Being written. */
public final class MobileNode {
  private MobileNode() {}
}
