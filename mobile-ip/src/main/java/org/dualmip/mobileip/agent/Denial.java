package org.dualmip.mobileip.agent;

import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.message.ReplyCode;

/**
 * Why a valid request is not granted (RFC 5944 §3.8.2.3).
 *
 * @param code for the reply
 * @param counter what to count
 * @param why for people
 * @param extensions that explain the code to the mobile node
 */
record Denial(ReplyCode code, Counter counter, String why, List<Extension> extensions) {
  Denial(ReplyCode code, String why, Extension... extensions) {
    this(code, Counter.REQUESTS_REFUSED, why, List.of(extensions));
  }
}
