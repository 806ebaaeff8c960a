package org.dualmip.mobileip.net;

/**
 * Bytes that are not what they claim to be. The only way in which decoding fails: the receiver
 * counts it and drops the packet.
 */
public final class MalformedException extends Exception {
  private final String field;
  private final int offset;

  /**
   * @param field the field at fault, in the words of the RFC's figure
   * @param offset where it begins, in octets from the start of the message
   * @param problem what is wrong with it
   */
  public MalformedException(String field, int offset, String problem) {
    super(field + " at offset " + offset + ": " + problem, null, false, false);
    this.field = field;
    this.offset = offset;
  }

  /** The field at fault. */
  public String field() {
    return field;
  }

  /** Where the field begins, in octets from the start of the message. */
  public int offset() {
    return offset;
  }
}
