package org.dualmip.homeagent;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stands for the effects until the parts they need are open. Set before the owner starts. */
final class LateEffects implements Consumer<AgentOutput> {
  private @Nullable Consumer<AgentOutput> effects;

  void carriedOutBy(Consumer<AgentOutput> effects) {
    this.effects = effects;
  }

  @Override
  public void accept(AgentOutput output) {
    if (effects == null) {
      throw new IllegalStateException("the owner started before its effects were there");
    }
    effects.accept(output);
  }
}
