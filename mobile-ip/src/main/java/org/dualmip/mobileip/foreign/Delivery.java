package org.dualmip.mobileip.foreign;

/** How a visitor gives the packets to the foreign agent that it wants tunnelled (RFC 3024 §5). */
public enum Delivery {
  /** As they are; all of them are tunnelled (RFC 3024 §5.1). */
  DIRECT,
  /** Encapsulated to the agent; only these are tunnelled (RFC 3024 §5.2). */
  ENCAPSULATING
}
