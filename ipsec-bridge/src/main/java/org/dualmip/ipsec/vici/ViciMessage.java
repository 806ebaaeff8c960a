package org.dualmip.ipsec.vici;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * A VICI message: an ordered tree of values, lists and sections ("Message encoding").
 *
 * <p>Immutable. Values are read as UTF-8, which fits everything that this project asks for; the few
 * commands that answer in binary (list-certs) would lose octets. A key that comes twice in a
 * section keeps its last element, as strongSwan's own clients do.
 *
 * @param elements by key, in the order of the wire
 */
public record ViciMessage(Map<String, Element> elements) {
  /** A message without elements. */
  public static final ViciMessage EMPTY = new ViciMessage(Map.of());

  /** Sections within sections; strongSwan itself uses four. */
  static final int DEPTH_MAX = 16;

  /** Elements and list items of one message together. */
  static final int ELEMENTS_MAX = 65_536;

  private static final int SECTION_START = 1;
  private static final int SECTION_END = 2;
  private static final int KEY_VALUE = 3;
  private static final int LIST_START = 4;
  private static final int LIST_ITEM = 5;
  private static final int LIST_END = 6;

  /** What stands under a key. */
  public sealed interface Element {
    /** One value. */
    record Value(String text) implements Element {}

    /** Several values. */
    record Items(List<String> texts) implements Element {
      public Items {
        texts = List.copyOf(texts);
      }
    }

    /** A message of its own. */
    record Section(ViciMessage message) implements Element {}
  }

  public ViciMessage {
    elements = Collections.unmodifiableMap(new LinkedHashMap<>(elements));
  }

  /** Begins a message. */
  public static Builder with() {
    return new Builder();
  }

  /** The value under the key, or nothing if there is none or it is no single value. */
  public Optional<String> value(String key) {
    return elements.get(key) instanceof Element.Value(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The value under the key, or an empty text. */
  public String text(String key) {
    return value(key).orElse("");
  }

  /** Whether the value under the key is {@code yes}. */
  public boolean isYes(String key) {
    return text(key).equals("yes");
  }

  /** The list under the key; empty if there is none. */
  public List<String> items(String key) {
    return elements.get(key) instanceof Element.Items(List<String> texts) ? texts : List.of();
  }

  /** The section under the key; empty if there is none. */
  public ViciMessage section(String key) {
    return elements.get(key) instanceof Element.Section(ViciMessage message) ? message : EMPTY;
  }

  /** All sections of this level, by key. */
  public Map<String, ViciMessage> sections() {
    var sections = new LinkedHashMap<String, ViciMessage>();
    elements.forEach((key, element) -> {
      if (element instanceof Element.Section(ViciMessage message)) {
        sections.put(key, message);
      }
    });
    return sections;
  }

  /** Reads a message up to the end of the octets. */
  static ViciMessage read(ByteReader in) throws MalformedException {
    Deque<Map<String, Element>> open = new ArrayDeque<>();
    Deque<String> names = new ArrayDeque<>();
    open.push(new LinkedHashMap<>());
    int count = 0;
    while (in.remaining() > 0) {
      if (++count > ELEMENTS_MAX) {
        throw in.malformed("element", "more than " + ELEMENTS_MAX);
      }
      int type = in.u8("element type");
      switch (type) {
        case SECTION_START -> {
          if (open.size() > DEPTH_MAX) {
            throw in.malformed("section start", "deeper than " + DEPTH_MAX);
          }
          names.push(name(in));
          open.push(new LinkedHashMap<>());
        }
        case SECTION_END -> {
          if (names.isEmpty()) {
            throw in.malformed("section end", "no section is open");
          }
          var section = new Element.Section(new ViciMessage(open.pop()));
          open.element().put(names.pop(), section);
        }
        case KEY_VALUE -> {
          String key = name(in);
          open.element().put(key, new Element.Value(content(in)));
        }
        case LIST_START -> {
          String key = name(in);
          List<String> items = new ArrayList<>();
          for (int next = in.u8("list element type");
              next != LIST_END;
              next = in.u8("list element type")) {
            if (next != LIST_ITEM || ++count > ELEMENTS_MAX) {
              throw in.malformed("list element type", "not an item, or too many of them");
            }
            items.add(content(in));
          }
          open.element().put(key, new Element.Items(items));
        }
        default -> throw in.malformed("element type", "unknown: " + type);
      }
    }
    if (!names.isEmpty()) {
      throw in.malformed("section end", "missing for section " + names.element());
    }
    return new ViciMessage(open.element());
  }

  /** Writes the message. */
  void write(ByteWriter out) {
    elements.forEach((key, element) -> {
      switch (element) {
        case Element.Value(String text) -> {
          name(out.u8(KEY_VALUE), key);
          content(out, text);
        }
        case Element.Items(List<String> texts) -> {
          name(out.u8(LIST_START), key);
          texts.forEach(text -> content(out.u8(LIST_ITEM), text));
          out.u8(LIST_END);
        }
        case Element.Section(ViciMessage message) -> {
          name(out.u8(SECTION_START), key);
          message.write(out);
          out.u8(SECTION_END);
        }
      }
    });
  }

  static String name(ByteReader in) throws MalformedException {
    return new String(in.bytes(in.u8("name length"), "name"), StandardCharsets.UTF_8);
  }

  static void name(ByteWriter out, String name) {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    out.u8(octets.length).bytes(octets);
  }

  private static String content(ByteReader in) throws MalformedException {
    return new String(in.bytes(in.u16("value length"), "value"), StandardCharsets.UTF_8);
  }

  private static void content(ByteWriter out, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    out.u16(octets.length).bytes(octets);
  }

  /** Collects elements in order. Belongs to one thread. */
  public static final class Builder {
    private final Map<String, Element> elements = new LinkedHashMap<>();

    private Builder() {}

    /** A value: a key of at most 255 octets, a text of at most 65535. */
    public Builder value(String key, Object text) {
      return put(key, new Element.Value(fit(text.toString(), 0xffff)));
    }

    /** A list. */
    public Builder items(String key, List<String> texts) {
      texts.forEach(text -> fit(text, 0xffff));
      return put(key, new Element.Items(texts));
    }

    /** A section. */
    public Builder section(String key, ViciMessage message) {
      return put(key, new Element.Section(message));
    }

    /** The message. */
    public ViciMessage build() {
      return new ViciMessage(elements);
    }

    private Builder put(String key, Element element) {
      elements.put(fit(key, 0xff), element);
      return this;
    }

    private static String fit(String text, int max) {
      int octets = text.getBytes(StandardCharsets.UTF_8).length;
      if (octets > max) {
        throw new IllegalArgumentException(
            "VICI carries at most " + max + " octets, not " + octets);
      }
      return text;
    }
  }
}
