package org.dualmip.lab.file;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A kind of step.
 *
 * @param main the key that names it, with what it is about; a word alone is the step where this may
 *     be left out
 * @param bare whether it may be
 * @param more further keys
 * @param teller adds what happens to the story
 */
record Verb(Key<?> main, boolean bare, List<Key<?>> more, BiConsumer<Story, Section> teller) {
  /** Copies the list. */
  Verb {
    more = List.copyOf(more);
  }

  String name() {
    return main.name();
  }

  /** All its keys. */
  Keys keys() {
    var all = new ArrayList<Key<?>>();
    all.add(main);
    all.addAll(more);
    return new Keys(List.copyOf(all));
  }
}
