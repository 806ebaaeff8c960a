package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.net.Now;

/**
 * What follows from the change of a binding: who else keeps account of it is told.
 *
 * @param nodes keep the leases of home addresses
 * @param networks keep who has which mobile network
 * @param recent keep replies that may be repeated as long as they are true
 */
record Consequences(
    ServedNodes nodes,
    BindingList bindings,
    MobileNetworks networks,
    RecentReplies recent,
    Journal journal) {
  /** Removes a binding before its time, if it is there. */
  void remove(ServedNode node, Binding binding, String why, Now now) {
    Output.BindingChanged gone = bindings.remove(node, binding.careOf(), why);
    if (gone != null) {
      changed(node, gone, now);
    }
  }

  /** Whatever changes a binding passes here: who else keeps account of it is told. */
  void changed(ServedNode node, Output.BindingChanged change, Now now) {
    if (change.before() != null && !change.before().mobileNetworks().isEmpty()) {
      networks.release(node, change.before(), bindings.of(node));
    }
    if (change.after() != null && !change.after().mobileNetworks().isEmpty()) {
      networks.take(node, change.after());
    }
    nodes.bound(node, node.bindings != null, now.monotonic());
    recent.forget(node);
    journal.say(change);
  }
}
