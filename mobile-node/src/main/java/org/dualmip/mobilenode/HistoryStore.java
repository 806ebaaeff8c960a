package org.dualmip.mobilenode;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.dualmip.detector.Domain;
import org.dualmip.detector.NetworkFeature;
import org.dualmip.detector.NetworkHistory;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of networks, across restarts (feature P10): keyed hashes in one MVStore file,
 * their key in another, which its owner alone may read.
 *
 * <p>A memory is a convenience. Where it cannot be read or written the node works without, after a
 * warning: a damaged file is set aside, and entries whose key is gone are of no use and go too.
 * Owner thread, but for {@link #open} and {@link #close}.
 */
final class HistoryStore implements AutoCloseable {
  static final String FILE = "history.mv";
  static final String KEY_FILE = "history.key";

  private static final String MAP = "networks";

  /** By which key each home agent can be found (docs/home-agent-discovery.md). */
  private static final String OFFERS = "offers";

  /** More than the home agents of one node. */
  private static final int MOST_OFFERS = 16;

  private final NetworkHistory history;
  private final @Nullable MVStore store;
  private final Consumer<String> complaint;
  private long written;
  private boolean failing;

  private HistoryStore(
      NetworkHistory history, @Nullable MVStore store, Consumer<String> complaint) {
    this.history = history;
    this.store = store;
    this.complaint = complaint;
    this.written = history.changes();
  }

  /**
   * Opens or creates the memory.
   *
   * @param complaint told what is wrong and what was done about it
   */
  static HistoryStore open(Path directory, Consumer<String> complaint) {
    try {
      Files.createDirectories(directory.toAbsolutePath().getParent());
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      byte[] key = readKey(directory.resolve(KEY_FILE), complaint);
      Path file = directory.resolve(FILE);
      if (key == null) {
        key = newKey(directory.resolve(KEY_FILE));
        Files.deleteIfExists(file);
      }
      MVStore store = openFile(file, complaint);
      return new HistoryStore(new NetworkHistory(key, entries(store, complaint)), store, complaint);
    } catch (IOException | MVStoreException unusable) {
      complaint.accept(
          "the memory of networks in "
              + directory
              + " cannot be used ("
              + firstLine(unusable)
              + "): networks are remembered until the service ends");
      return new HistoryStore(new NetworkHistory(random(), List.of()), null, complaint);
    }
  }

  /** The memory itself. */
  NetworkHistory history() {
    return history;
  }

  /** Writes what has changed since this was called last; nothing, most of the time. */
  void keep() {
    MVStore open = store;
    if (open == null || written == history.changes()) {
      return;
    }
    try {
      MVMap<String, String> map = open.openMap(MAP);
      Map<String, String> present = new HashMap<>();
      history.entries().forEach(entry -> present.put(key(entry), text(entry)));
      List<String> gone = new ArrayList<>(map.keySet());
      gone.removeAll(present.keySet());
      gone.forEach(map::remove);
      present.forEach((key, text) -> {
        if (!text.equals(map.get(key))) {
          map.put(key, text);
        }
      });
      open.commit();
      written = history.changes();
      failing = false;
    } catch (MVStoreException failed) {
      if (!failing) {
        failing = true;
        complaint.accept("the memory of networks cannot be written: " + firstLine(failed));
      }
    }
  }

  /** What home agents offered for finding them and for concealing requests. */
  Map<Ip4, Offer> offers() {
    Map<Ip4, Offer> offers = new HashMap<>();
    try {
      Map<String, String> kept = store == null ? Map.of() : store.<String, String>openMap(OFFERS);
      kept.forEach((homeAgent, key) -> offers.put(Ip4.of(homeAgent), new Offer(Octets.ofHex(key))));
    } catch (MVStoreException | IllegalArgumentException unusable) {
      complaint.accept("what home agents offered is damaged: they have to offer it again");
    }
    return offers;
  }

  /**
   * Remembers what a home agent offers.
   *
   * @param offer null if it offers nothing any more
   */
  void keepOffer(Ip4 homeAgent, @Nullable Offer offer) {
    MVStore open = store;
    if (open != null) {
      try {
        MVMap<String, String> kept = open.openMap(OFFERS);
        if (offer == null) {
          kept.remove(homeAgent.toString());
        } else {
          if (kept.size() >= MOST_OFFERS && !kept.containsKey(homeAgent.toString())) {
            kept.remove(kept.firstKey());
          }
          kept.put(homeAgent.toString(), HexFormat.of().formatHex(offer.key().toBytes()));
        }
        open.commit();
      } catch (MVStoreException failed) {
        complaint.accept("what " + homeAgent + " offers cannot be kept: " + firstLine(failed));
      }
    }
  }

  @Override
  public void close() {
    keep();
    if (store != null) {
      store.close();
    }
  }

  // --- the key

  private static byte[] random() {
    byte[] key = new byte[NetworkHistory.KEY_OCTETS];
    new SecureRandom().nextBytes(key);
    return key;
  }

  /** The key; null if there is none that can be used. */
  private static byte @Nullable [] readKey(Path file, Consumer<String> complaint)
      throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length == NetworkHistory.KEY_OCTETS) {
      return key;
    }
    complaint.accept(
        "the key " + file + " is damaged: what was remembered of networks is forgotten");
    Files.delete(file);
    return null;
  }

  private static byte[] newKey(Path file) throws IOException {
    byte[] key = random();
    Path made = file.resolveSibling(KEY_FILE + ".new");
    Files.deleteIfExists(made);
    Files.createFile(
        made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(made, key, StandardOpenOption.WRITE);
    try {
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException another) {
      throw new IOException(file + " was made by another process", another);
    }
    return key;
  }

  // --- the entries

  private static MVStore openFile(Path file, Consumer<String> complaint) throws IOException {
    try {
      return opened(file);
    } catch (MVStoreException unusable) {
      if (unusable.getErrorCode() == org.h2.mvstore.DataUtils.ERROR_FILE_LOCKED) {
        throw unusable; // another process's: not ours to set aside
      }
      Path aside = file.resolveSibling(FILE + ".damaged");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      complaint.accept(
          "the memory of networks "
              + file
              + " is damaged ("
              + firstLine(unusable)
              + "); set aside as "
              + aside
              + ", starting with an empty one");
      return opened(file);
    }
  }

  private static MVStore opened(Path file) {
    MVStore store = new MVStore.Builder().fileName(file.toString()).open();
    store.openMap(MAP).forEach((_, _) -> {}); // a damaged page shows only when it is read
    return store;
  }

  private static List<NetworkHistory.Entry> entries(MVStore store, Consumer<String> complaint) {
    List<NetworkHistory.Entry> entries = new ArrayList<>();
    MVMap<String, String> map = store.openMap(MAP);
    map.forEach((key, text) -> {
      try {
        entries.add(entry(key, text));
      } catch (RuntimeException unreadable) {
        complaint.accept("what was remembered of one network is unreadable and was left out");
      }
    });
    entries.sort(Comparator.comparing(NetworkHistory.Entry::at));
    return entries;
  }

  private static String key(NetworkHistory.Entry entry) {
    return entry.feature().name() + " " + entry.hash();
  }

  /** Domain, time, and the other features with their hashes. */
  private static String text(NetworkHistory.Entry entry) {
    StringBuilder text =
        new StringBuilder(entry.domain().name() + " " + entry.at().getEpochSecond());
    new TreeMap<>(entry.others())
        .forEach(
            (feature, hash) -> text.append(' ').append(feature.name()).append('=').append(hash));
    return text.toString();
  }

  private static NetworkHistory.Entry entry(String key, String text) {
    String[] name = key.split(" ", -1);
    String[] values = text.split(" ", -1);
    Map<NetworkFeature, String> others = new EnumMap<>(NetworkFeature.class);
    for (String other : List.of(values).subList(2, values.length)) {
      String[] pair = other.split("=", -1);
      others.put(NetworkFeature.valueOf(pair[0]), pair[1]);
    }
    return new NetworkHistory.Entry(
        NetworkFeature.valueOf(name[0]),
        name[1],
        Domain.valueOf(values[0]),
        Instant.ofEpochSecond(Long.parseLong(values[1])),
        others);
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
