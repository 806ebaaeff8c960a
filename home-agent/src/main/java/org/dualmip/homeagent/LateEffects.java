package org.dualmip.homeagent;

import java.util.function.Consumer;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.jspecify.annotations.Nullable;

/** Stands for the effects until the parts they need are open. Set before the owner starts. */
final class LateEffects implements Consumer<Output> {
  private @Nullable AgentEffects effects;

  void carriedOutBy(AgentEffects effects) {
    this.effects = effects;
  }

  @Override
  public void accept(Output output) {
    if (effects == null) {
      throw new IllegalStateException("the owner started before its effects were there");
    }
    effects.accept(output);
  }
}
