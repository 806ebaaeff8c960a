package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.dualmip.detector.Clue;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Route;
import org.dualmip.linux.Sysctl;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobilenode.portal.CaptivePortal.Output;
import org.dualmip.mobilenode.portal.CaptivePortal.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A café with a captive portal on a real kernel: from the confined place its page can be fetched,
 * while nothing of the host itself passes the gate.
 */
@Timeout(90)
@SuppressWarnings("NullAway.Init") // built before each test
class PortalOnHostTest {
  private static final Ip4 ROUTER = Ip4.of("198.51.100.1");
  private static final Ip4 OWN = Ip4.of("198.51.100.50");
  private static final Ip4 ELSEWHERE = Ip4.of("192.0.2.80");
  private static final Ip4 INNER = Ip4.of("10.1.0.10");
  private static final Link CAFE = new Link("wlan0", OWN, 24, ROUTER);
  private static final String NAME = "dmp" + ProcessHandle.current().pid();
  private static final String PASSWORD = "not a secret";

  @TempDir Path folder;

  private final List<Output.Changed> told = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();

  /** Whose requests the portal has seen. */
  private final Set<String> visitors = ConcurrentHashMap.newKeySet();

  private volatile boolean loggedIn;
  private NodeHost host;
  private ScheduledExecutorService thread;
  private PortalDesk desk;
  private Gate gate;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void build() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    host.links.addAddress("wlan0", OWN, 24, false);
    host.there.addAddress("peer0", ROUTER, 24, false);
    host.there.addAddress("lo", INNER, 32, false);
    host.there.addAddress("lo", ELSEWHERE, 32, false);
    assertThat(
            new Reconciler(host.links)
                .add(
                    List.of(
                        Route.through("wlan0", ROUTER, new Prefix4(Ip4.ANY, 0), null, Route.MAIN))))
        .noneMatch(change -> change instanceof HostChange.Blocked);
    host.place.run(() -> Sysctl.set("net.ipv4.conf.all.arp_ignore", "1"));
    thread = Executors.newSingleThreadScheduledExecutor();
    host.node.run(() -> thread.submit(() -> {}).get()); // the thread belongs to that namespace
    servePages();
  }

  @AfterEach
  void takeDown() throws Exception {
    if (desk != null) {
      onOwner(() -> {
        desk.close();
        return true;
      });
    }
    thread.shutdownNow();
    host.remove();
    assertThat(troubles).isEmpty();
  }

  // --- the café

  private void servePages() throws Exception {
    HttpServer pages = host.place.call(() -> HttpServer.create(NodeHost.endpoint(Ip4.ANY, 80), 0));
    pages.createContext("/", this::intercept);
    pages.createContext("/login", this::logIn);
    start(pages);
  }

  private void serveApi(Path keys) throws Exception {
    HttpsServer api = host.place.call(() -> HttpsServer.create(NodeHost.endpoint(ROUTER, 443), 0));
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    api.setHttpsConfigurator(new HttpsConfigurator(context));
    api.createContext(
        "/api",
        exchange -> {
          visitors.add(exchange.getRemoteAddress().getAddress().getHostAddress());
          byte[] body =
              ("{\"captive\": "
                      + !loggedIn
                      + ", \"user-portal-url\": \"https://198.51.100.1/login\"}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/captive+json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    start(api);
  }

  private void start(HttpServer server) {
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    host.keep(() -> server.stop(0));
  }

  private void intercept(HttpExchange exchange) throws IOException {
    visitors.add(exchange.getRemoteAddress().getAddress().getHostAddress());
    if (!loggedIn) {
      exchange.getResponseHeaders().set("Location", "http://198.51.100.1/login");
    }
    exchange.sendResponseHeaders(loggedIn ? 204 : 302, -1);
    exchange.close();
  }

  private void logIn(HttpExchange exchange) throws IOException {
    byte[] body = "welcome".getBytes(StandardCharsets.UTF_8);
    loggedIn = "agree".equals(exchange.getRequestURI().getQuery());
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A server's key, for its address, in a store, and its certificate in {@code ca.pem}. */
  private Path keys() throws Exception {
    Path store = folder.resolve("portal.p12");
    keytool(
        store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=portal", "-ext", "san=ip:" + ROUTER);
    keytool(store, "-exportcert", "-rfc", "-file", folder.resolve("ca.pem").toString());
    return store;
  }

  private static void keytool(Path store, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(words));
    command.addFirst(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "portal"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  // --- the node

  private void node(String portal) throws Exception {
    NodeSettings settings =
        NodeHost.settings(
            folder,
            """
            interfaces: [{name: wlan0}]
            inner:
              home-address: 10.1.0.100
              home-agent: 10.1.0.2
              spi: 256
              key: "000102030405060708090a0b0c0d0e0f"
              networks: [10.1.0.0/16]
            vpn: {gateway: 198.18.0.2, identity: mn, gateway-identity: gw, certificate: c, key: k, ca: a}
            captive-portal: {namespace: %s%s}
            control: /run/dualmip-test.sock
            """
                .formatted(NAME, portal));
    gate = new Gate(settings, host.keep(host.node.call(Nftables::open)));
    desk =
        new PortalDesk(
            settings.captivePortal(),
            gate,
            settings.captivePortal().fetch(),
            owner(),
            told::add,
            troubles::add);
    onOwner(() -> {
      desk.inUse(Set.of(CAFE));
      return true;
    });
  }

  private PortalDesk.Owner owner() {
    return new PortalDesk.Owner() {
      @Override
      public void execute(Runnable task) {
        thread.execute(task);
      }

      @Override
      public void after(Duration delay, Runnable task) {
        var _ = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
      }

      @Override
      public Now now() {
        return new Now(NodeHost.now(), Instant.now());
      }
    };
  }

  private <T> T onOwner(Callable<T> task) throws Exception {
    return thread.submit(task).get(30, TimeUnit.SECONDS);
  }

  private static void await(String what, BooleanSupplier condition) throws Exception {
    for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(condition.getAsBoolean()).as(what).isTrue();
  }

  private boolean became(State state) {
    return !told.isEmpty() && told.getLast().after() == state;
  }

  /** What a program in the confined place gets, as the user would start it. */
  private String inPlace(String page) throws Exception {
    try (NetworkNamespace place = NetworkNamespace.named(NAME)) {
      return place.callWithOwnFiles(() -> get(page));
    }
  }

  private static String get(String page) throws IOException {
    var connection = URI.create(page).toURL().openConnection();
    connection.setConnectTimeout(20_000);
    connection.setReadTimeout(20_000);
    connection.setRequestProperty("Connection", "close"); // not one of an earlier place
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readNBytes(1000), StandardCharsets.UTF_8);
    }
  }

  private boolean connects(NetworkNamespace from, Ip4 to, int port) throws Exception {
    return from.call(() -> {
      try (Socket socket = new Socket()) {
        socket.connect(NodeHost.endpoint(to, port), 400);
        return true;
      } catch (IOException refused) {
        return false;
      }
    });
  }

  private void placeIsShut() throws Exception {
    try (NetworkNamespace place = NetworkNamespace.named(NAME)) {
      assertThat(connects(place, ROUTER, 80)).as("the place").isFalse();
    }
  }

  private void hostIsShut() throws Exception {
    assertThat(connects(host.node, ROUTER, 80)).as("the host itself").isFalse();
    assertThat(connects(host.node, ELSEWHERE, 80)).as("the host itself").isFalse();
  }

  // --- what holds

  @Test
  void thePortalCanBeReachedFromThePlaceWhileTheHostStaysShutAndAfterTheLogInNothingCan()
      throws Exception {
    node(", probe: http://192.0.2.80/empty");
    await("held", () -> became(State.CAPTIVE));
    assertThat(told.getLast().portal()).isEqualTo("http://198.51.100.1/login");
    hostIsShut();
    assertThat(inPlace("http://198.51.100.1/login")).isEqualTo("welcome");
    hostIsShut();
    assertThat(inPlace("http://198.51.100.1/login?agree")).isEqualTo("welcome");
    onOwner(() -> desk.visited("wlan0"));
    await("let out", () -> became(State.OPEN));
    placeIsShut();
    assertThat(visitors).as("who came to the portal").containsExactly(OWN.toString());
  }

  @Test
  void theApiThatTheNetworkNamesIsAskedOverTls() throws Exception {
    serveApi(keys());
    node(", trust: ca.pem");
    assertThat(visitors).isEmpty();
    onOwner(() -> {
      desk.advertised("wlan0", "https://198.51.100.1/api");
      return true;
    });
    await("held", () -> became(State.CAPTIVE));
    assertThat(told.getLast().portal()).isEqualTo("https://198.51.100.1/login");
    hostIsShut();
    inPlace("http://198.51.100.1/login?agree");
    onOwner(() -> desk.visited("wlan0"));
    await("let out", () -> became(State.OPEN));
    assertThat(visitors).containsExactly(OWN.toString());
  }

  @Test
  void anApiThatNobodyVouchesForIsNotBelieved() throws Exception {
    serveApi(keys());
    node("");
    onOwner(() -> {
      desk.advertised("wlan0", "https://198.51.100.1/api");
      return true;
    });
    await(
        "asked and answered",
        () -> {
          try {
            return onOwner(() -> desk.page().isEmpty()) && gateIsShutForThePlace();
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
    assertThat(told).isEmpty();
    assertThat(visitors).isEmpty();
  }

  private boolean gateIsShutForThePlace() throws Exception {
    try (Nftables filter = host.node.call(Nftables::open)) {
      return !filter.list("set inet " + Gate.TABLE + " portal").contains("wlan0");
    }
  }

  @Test
  void onTheUsersWishThePlaceLeadsThereAndNowhereElse() throws Exception {
    node("");
    assertThat(visitors).as("nobody is asked by default").isEmpty();
    Map<String, Object> wanted = onOwner(() -> desk.want(null));
    assertThat(wanted).containsEntry("interface", "wlan0").containsEntry("namespace", NAME);
    assertThat(inPlace("http://198.51.100.1/login")).isEqualTo("welcome");
    try (NetworkNamespace place = NetworkNamespace.named(NAME)) {
      assertThat(connects(place, ELSEWHERE, 80)).as("beyond the router").isTrue();
      assertThat(connects(place, INNER, 80)).as("an inner address").isFalse();
      assertThat(connects(place, OWN, 80)).as("the host").isFalse();
      assertThat(datagramArrives(place, 7)).as("no question for a name").isFalse();
      assertThat(datagramArrives(place, 53)).as("a question for a name").isTrue();
      assertThat(place.call(() -> Files.isDirectory(Path.of("/etc/netns", NAME)))).isTrue();
    }
    hostIsShut();
    assertThat(reachedFromOutside()).as("a stranger's packet").isFalse();
  }

  private boolean datagramArrives(NetworkNamespace from, int port) throws Exception {
    try (DatagramSocket there =
            host.place.call(() -> new DatagramSocket(NodeHost.endpoint(ROUTER, port)));
        DatagramSocket socket = from.call(() -> new DatagramSocket())) {
      there.setSoTimeout(300);
      socket.send(new DatagramPacket(new byte[] {1}, 1, NodeHost.endpoint(ROUTER, port)));
      there.receive(new DatagramPacket(new byte[8], 8));
      return true;
    } catch (SocketTimeoutException nothing) {
      return false;
    }
  }

  /** Whether a station of the café that routes by the node comes to a server in the place. */
  private boolean reachedFromOutside() throws Exception {
    Ip4 inside = Ip4.of("169.254.242.2");
    assertThat(
            new Reconciler(host.there)
                .add(
                    List.of(
                        Route.through("peer0", OWN, new Prefix4(inside, 32), null, Route.MAIN))))
        .noneMatch(change -> change instanceof HostChange.Blocked);
    try (NetworkNamespace place = NetworkNamespace.named(NAME);
        ServerSocket server = place.call(() -> new ServerSocket(8080))) {
      assertThat(connects(place, inside, server.getLocalPort())).isTrue();
      return connects(host.place, inside, 8080);
    }
  }

  @Test
  void namesAreAskedOfTheAccessNetworksResolvers() throws Exception {
    node("");
    onOwner(() -> {
      desk.seen("wlan0", new Clue.Lease(ROUTER, List.of(), List.of(Ip4.of("198.51.100.53"))));
      return desk.want("wlan0");
    });
    try (NetworkNamespace place = NetworkNamespace.named(NAME)) {
      assertThat(
              place.<String, IOException>callWithOwnFiles(
                  () -> Files.readString(Path.of("/etc/resolv.conf"))))
          .contains("nameserver 198.51.100.53");
    }
    assertThat(Files.readString(Path.of("/etc/resolv.conf"))).doesNotContain("198.51.100.53");
  }

  @Test
  void whenTheInterfaceIsGoneThePlaceLeadsNowhereAndAtTheEndNothingIsLeft() throws Exception {
    node("");
    onOwner(() -> desk.want("wlan0"));
    assertThat(host.node.call(() -> Sysctl.get("net.ipv4.conf.wlan0.forwarding"))).isEqualTo("1");
    onOwner(() -> {
      desk.inUse(Set.of());
      return true;
    });
    placeIsShut();
    assertThat(host.node.call(() -> Sysctl.get("net.ipv4.conf.wlan0.forwarding"))).isEqualTo("0");
    onOwner(() -> {
      desk.close();
      return true;
    });
    assertThat(NetworkNamespace.list()).doesNotContain(NAME);
    assertThat(host.links.link(NAME)).isEmpty();
    assertThat(host.links.rules()).noneMatch(rule -> rule.preference() == 140);
    assertThat(Path.of("/etc/netns", NAME)).doesNotExist();
  }
}
