package org.dualmip.lab.file;

/**
 * A step as it stands in a file.
 *
 * @param verb what kind
 * @param section its keys
 */
record Told(Verb verb, Section section) {}
