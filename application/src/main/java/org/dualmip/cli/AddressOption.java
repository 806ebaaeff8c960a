package org.dualmip.cli;

import org.dualmip.mobileip.net.Ip4;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An IPv4 address on the command line; never a name, so that nobody asks the DNS. */
final class AddressOption implements ITypeConverter<Ip4> {
  @Override
  public Ip4 convert(String value) {
    try {
      return Ip4.of(value);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(
          "'" + value + "' is no IPv4 address; expected one such as 198.51.100.7");
    }
  }
}
