package org.dualmip.benchmark;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.security.Algorithm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A registration that renews a binding, from datagram to reply; beside it the two authenticators
 * that it cannot do without (the request's and the reply's), and one datagram there and back
 * through the loopback interface.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 20)
@Measurement(iterations = 15)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set before the first measurement
public class RegistrationBenchmark {
  static final int REQUESTS = 20_000;
  private static final int NODES = 10_000;

  /** Octets of a reply before its authenticator. */
  private static final int REPLY = 26;

  @Param Algorithm algorithm = Algorithm.HMAC_MD5;

  private Population population;
  private HomeAgent agent;
  private Mac mac;
  private DatagramSocket client;
  private DatagramSocket server;
  private final HomeAgent.Input.Datagram[] requests = new HomeAgent.Input.Datagram[REQUESTS];
  private final byte[][] covered = new byte[REQUESTS][];

  /** Every node is bound once. */
  @Setup(Level.Trial)
  public void start() throws GeneralSecurityException, SocketException {
    var nodes = new Population(NODES, algorithm);
    population = nodes;
    agent = nodes.agent();
    String name = algorithm == Algorithm.HMAC_MD5 ? "HmacMD5" : "HmacSHA256";
    mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(nodes.association().key().toBytes(), name));
    var echo = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = echo;
    client = new DatagramSocket();
    client.connect(echo.getLocalSocketAddress());
    Thread.ofPlatform().daemon().start(() -> answer(echo));
  }

  private static void answer(DatagramSocket echo) {
    var packet = new DatagramPacket(new byte[200], 200);
    try {
      while (true) {
        packet.setLength(200);
        echo.receive(packet);
        echo.send(packet);
      }
    } catch (IOException closed) {
      // the end of the benchmark
    }
  }

  /** New requests, signed outside the time that is measured. */
  @Setup(Level.Invocation)
  public void sign() {
    for (int i = 0; i < REQUESTS; i++) {
      var request = population.request(i % NODES);
      requests[i] = request;
      covered[i] =
          request.payload().slice(0, request.payload().size() - algorithm.length()).toBytes();
    }
  }

  @TearDown(Level.Trial)
  public void stop() {
    client.close();
    server.close();
  }

  /** What a home agent does for a registration. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void registration(Blackhole seen) {
    for (var request : requests) {
      agent.handle(request);
      for (var output = agent.poll(); output != null; output = agent.poll()) {
        seen.consume(output);
      }
    }
  }

  /** The two authenticators alone. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void authenticators(Blackhole seen) {
    for (byte[] octets : covered) {
      seen.consume(mac.doFinal(octets));
      mac.update(octets, 0, REPLY);
      seen.consume(mac.doFinal());
    }
  }

  /** A datagram there and back. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void echo(Blackhole seen) throws IOException {
    var packet = new DatagramPacket(new byte[200], 200);
    for (byte[] octets : covered) {
      client.send(new DatagramPacket(octets, octets.length));
      packet.setLength(200);
      client.receive(packet);
      seen.consume(packet.getLength());
    }
  }
}
