package org.dualmip.lab.file;

import org.dualmip.service.config.YamlNode;

/**
 * A value that is about to be read.
 *
 * @param node as it stands in the file
 * @param path of its key; empty for the whole file
 * @param problems where to say what is wrong with it
 */
record Spot(YamlNode node, String path, Problems problems) {
  /** Notes that something else is expected here. */
  void wrong(String found, String expected) {
    problems.note(node.place(), path, found, expected);
  }

  /** The value of a key in this section. */
  Spot below(String key, YamlNode value) {
    return new Spot(value, path.isEmpty() ? key : path + "." + key, problems);
  }

  /** An item of this list. */
  Spot item(int index, YamlNode value) {
    return new Spot(value, path + "[" + index + "]", problems);
  }
}
