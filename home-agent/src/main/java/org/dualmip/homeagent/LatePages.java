package org.dualmip.homeagent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the pages until the parts they show are open: the administration socket is opened
 * before them. Until then, asking for a page fails with "is starting". Any thread.
 */
final class LatePages {
  private final AgentConfig config;
  private volatile @Nullable AgentView view;

  LatePages(AgentConfig config) {
    this.config = config;
  }

  /** The pages there will be. */
  Map<String, Supplier<@Nullable Object>> byPath() {
    Map<String, Supplier<@Nullable Object>> pages = new LinkedHashMap<>();
    AgentView.pages(config).forEach((path, page) -> pages.put(path, () -> page.apply(serving())));
    return pages;
  }

  /** The orders there will be. */
  Map<String, Function<Map<String, String>, Object>> orders() {
    Map<String, Function<Map<String, String>, Object>> orders = new LinkedHashMap<>();
    AgentOrders.BY_PATH.forEach(
        (path, order) -> orders.put(path, parameters -> order.apply(serving(), parameters)));
    return orders;
  }

  private AgentView serving() {
    AgentView now = view;
    if (now == null) {
      throw new IllegalStateException("the agent is starting");
    }
    return now;
  }

  /** Shows this from now on. */
  void show(AgentView agent) {
    view = agent;
  }
}
