package org.dualmip.lab.file;

import org.dualmip.service.config.YamlNode;

/**
 * A name in a file that remembers where it stands, since what it names is looked up later.
 *
 * @param place where
 * @param path of its key
 * @param text the name
 */
record Word(YamlNode.Place place, String path, String text) {}
