package org.dualmip.homeagent;

import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.foreign.ForeignAgent;

/** What the agent wants done, by the engine that wants it. */
sealed interface AgentOutput {
  /** Of the home agent. */
  record Home(HomeAgent.Output output) implements AgentOutput {}

  /** Of the foreign agent. */
  record Foreign(ForeignAgent.Output output) implements AgentOutput {}

  /** An advertisement for a link. */
  record Advertise(String link, Advertiser.Send send) implements AgentOutput {}
}
