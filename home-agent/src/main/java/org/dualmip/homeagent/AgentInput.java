package org.dualmip.homeagent;

import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.net.Now;

/** What the agent is told, by the engine it is for. */
sealed interface AgentInput {
  /** When. */
  Now at();

  /** For the home agent. */
  record Home(HomeAgent.Input input) implements AgentInput {
    @Override
    public Now at() {
      return input.at();
    }
  }

  /** For the foreign agent. */
  record Foreign(ForeignAgent.Input input) implements AgentInput {
    @Override
    public Now at() {
      return input.at();
    }
  }

  /** For the one that advertises on a link. */
  record Discovery(String link, Advertiser.Input input) implements AgentInput {
    @Override
    public Now at() {
      return input.at();
    }
  }

  /** Time has passed: for all of them. */
  record Tick(Now at) implements AgentInput {}
}
