/**
 * What a service says of itself, as text for people.
 *
 * <p>A page of the administration socket is plain data: objects, lists, text, numbers. {@link
 * org.dualmip.cli.show.PageText} lays any page out without knowing it: a list of objects becomes a
 * table, an object a list of names and values, and what is not set is left out. {@link
 * org.dualmip.cli.show.Words} turns names and values into words: the last part of a name is its
 * unit ({@code remaining-s}, {@code expires-in-ms}, {@code bytes-in}), and points in time become
 * ages. {@link org.dualmip.cli.show.WhyText} tells events as a story. Programs take the same pages
 * by {@code --json}, untouched.
 */
@NullMarked
package org.dualmip.cli.show;

import org.jspecify.annotations.NullMarked;
