package org.dualmip.mobileip.message;

/** What reply codes mean, for people. */
final class ReplyMeaning {
  private ReplyMeaning() {}

  static String of(int code) {
    return switch (code) {
      case 0 -> "registration accepted";
      case 1 -> "registration accepted, but simultaneous mobility bindings unsupported";
      case 64 -> "foreign agent: reason unspecified";
      case 65 -> "foreign agent: administratively prohibited";
      case 66 -> "foreign agent: insufficient resources";
      case 67 -> "foreign agent: mobile node failed authentication";
      case 68 -> "foreign agent: home agent failed authentication";
      case 69 -> "foreign agent: requested lifetime too long";
      case 70 -> "foreign agent: poorly formed request";
      case 71 -> "foreign agent: poorly formed reply";
      case 72 -> "foreign agent: requested encapsulation unavailable";
      case 73 -> "foreign agent: reserved and unavailable";
      case 74 -> "foreign agent: requested reverse tunnel unavailable";
      case 75 -> "foreign agent: reverse tunnel is mandatory and the T bit not set";
      case 76 -> "foreign agent: mobile node too distant";
      case 77 -> "foreign agent: invalid care-of address";
      case 78 -> "foreign agent: registration timeout";
      case 79 -> "foreign agent: delivery style not supported";
      case 80 -> "foreign agent: home network unreachable";
      case 81 -> "foreign agent: home agent host unreachable";
      case 82 -> "foreign agent: home agent port unreachable";
      case 88 -> "foreign agent: home agent unreachable";
      case 89 -> "foreign agent: vendor-specific reason";
      case 90 -> "foreign agent: non-zero home agent address required";
      case 96 -> "foreign agent: non-zero home address required";
      case 97 -> "foreign agent: missing NAI";
      case 98 -> "foreign agent: missing home agent address";
      case 99 -> "foreign agent: missing home address";
      case 100 -> "foreign agent: critical vendor extension of the mobile node not understood";
      case 101 -> "foreign agent: critical vendor extension of the home agent not understood";
      case 104 -> "foreign agent: unknown challenge";
      case 105 -> "foreign agent: missing challenge";
      case 106 -> "foreign agent: stale challenge";
      case 107 -> "foreign agent: missing Mobile-Foreign key";
      case 108 -> "foreign agent: bad Mobile-AAA authentication";
      case 109 -> "foreign agent: wrong challenge from the home agent";
      case 128 -> "home agent: reason unspecified";
      case 129 -> "home agent: administratively prohibited";
      case 130 -> "home agent: insufficient resources";
      case 131 -> "home agent: mobile node failed authentication";
      case 132 -> "home agent: foreign agent failed authentication";
      case 133 -> "home agent: registration Identification mismatch";
      case 134 -> "home agent: poorly formed request";
      case 135 -> "home agent: too many simultaneous mobility bindings";
      case 136 -> "home agent: unknown home agent address";
      case 137 -> "home agent: requested reverse tunnel unavailable";
      case 138 -> "home agent: reverse tunnel is mandatory and the T bit not set";
      case 139 -> "home agent: requested encapsulation unavailable";
      case 140 -> "home agent: critical vendor extension of the mobile node not understood";
      case 141 -> "home agent: critical vendor extension of the foreign agent not understood";
      case 142 -> "home agent: requested UDP tunnel encapsulation unavailable";
      case 143 -> "home agent: register with the redirected home agent";
      case 144 -> "home agent: bad Mobile-AAA authentication";
      case 147 -> "home agent: mobile network prefix operation error";
      case 148 -> "home agent: mobile router operation is not permitted";
      case 151 -> "home agent: service authorization failed";
      case 194 -> "foreign agent: invalid home agent address";
      default -> "not known here";
    };
  }
}
