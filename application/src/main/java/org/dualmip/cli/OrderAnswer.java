package org.dualmip.cli;

import java.util.Map;
import org.dualmip.service.Json;
import org.dualmip.service.admin.AdminClient;

/** Gives an order to a running service, and reads its answer. */
final class OrderAnswer {
  private static final int FINE = 200;
  private static final int NO_SUCH_ORDER = 404;

  private OrderAnswer() {}

  /**
   * Gives it.
   *
   * @param taker who takes such orders, for the words that say so
   * @return what the service answers
   * @throws Refusal with the service's reason
   */
  static Map<?, ?> of(
      AdminClient client, String taker, String order, Map<String, String> parameters) {
    AdminClient.Answer answer = client.post("/" + order, parameters);
    if (answer.status() == NO_SUCH_ORDER) {
      throw Refusal.usage(
          "the service there takes no order '"
              + order
              + "': name the socket of "
              + taker
              + " with --control PATH");
    }
    Object value = Json.read(answer.body());
    Map<?, ?> fields = value instanceof Map<?, ?> map ? map : Map.of();
    if (answer.status() != FINE) {
      throw Refusal.failed(String.valueOf(fields.get("error")));
    }
    return fields;
  }
}
