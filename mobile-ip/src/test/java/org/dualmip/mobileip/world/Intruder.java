package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.AgentAdvertisement.Router;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/** Hears everything on the links, knows no key, and sends what it likes. */
final class Intruder {
  private static final MacAddress MAC = MacAddress.of("02:66:66:66:66:66");

  private final World world;
  private final Internet internet;
  private final List<Home> homes;
  private final List<Site> sites;
  private final List<Walker> walkers;

  Intruder(
      World world, Internet internet, List<Home> homes, List<Site> sites, List<Walker> walkers) {
    this.world = world;
    this.internet = internet;
    this.homes = homes;
    this.sites = sites;
    this.walkers = walkers;
  }

  /** One of its tricks. */
  void act() {
    Site site = pick(sites);
    Home home = pick(homes);
    Walker victim = pick(walkers);
    List<Link.Heard> overheard = pick(sites).link.overheard;
    Link.Heard captured =
        overheard.isEmpty()
            ? null
            : world.random.nextBoolean() ? overheard.getLast() : pick(overheard);
    switch (world.random.nextInt(9)) {
      case 0 -> {
        if (captured != null) { // the very same, from here
          request(site, MAC, captured.from(), captured.payload());
        }
      }
      case 1 -> {
        if (captured != null) { // the very same, in the name of its station
          request(site, captured.mac(), captured.from(), captured.payload());
        }
      }
      case 2 -> {
        if (captured != null) { // past the foreign agent
          Ip4 source = world.random.nextBoolean() ? site.address : captured.from().address();
          internet.send(
              new Endpoint(source, 434), new Endpoint(home.address, 434), captured.payload());
        }
      }
      case 3 -> {
        if (captured != null) { // a little different
          byte[] changed = captured.payload().toBytes();
          changed[world.random.nextInt(1, changed.length)] ^= (byte) (1 << world.random.nextInt(8));
          request(
              site,
              world.random.nextBoolean() ? MAC : captured.mac(),
              captured.from(),
              Octets.of(changed));
        }
      }
      case 4 -> flood(site, home);
      case 5 -> forgedReply(site, victim);
      case 6 -> {
        var message =
            new RevocationMessage(
                true,
                true,
                victim.home(),
                victim.system.homeAgent(),
                site.address,
                world.random.nextInt(),
                List.of());
        internet.send(
            new Endpoint(victim.system.homeAgent(), 434),
            new Endpoint(site.address, 434),
            Octets.of(message.toBytes()));
      }
      case 7 -> forgedAdvertisement(site);
      default -> {
        byte[] noise = new byte[world.random.nextInt(60)];
        world.random.nextBytes(noise);
        request(site, MAC, new Endpoint(victim.home(), 434), Octets.of(noise));
      }
    }
  }

  private void flood(Site site, Home home) {
    for (int i = 0; i < 20; i++) {
      ByteWriter out = new ByteWriter();
      Ip4 node = new Ip4(home.address.bits() + world.random.nextInt(200));
      new RegistrationRequest(
              RegistrationRequest.REVERSE_TUNNEL,
              100,
              node,
              home.address,
              site.address,
              world.random.nextLong(),
              List.of())
          .write(out);
      out.u8(32).u8(20).i32(256).bytes(new byte[16]);
      MacAddress station = new MacAddress(0x026600000000L + world.random.nextInt(1000));
      request(site, station, new Endpoint(node, 434), Octets.of(out.toBytes()));
    }
  }

  /** It sees all that goes on the links, and so knows what an answer must look like. */
  void overhears(Site site, Link.Heard request) {
    if (world.isCalm()) {
      return;
    }
    if (world.chance(0.03)) {
      request(site, MAC, request.from(), request.payload());
    }
    if (site == sites.getFirst() && world.chance(0.03)) {
      acceptance(site, request);
    }
  }

  /** Right in all but the home agent's signature, which this foreign agent can check. */
  private void acceptance(Site site, Link.Heard request) {
    try {
      RegistrationRequest asked = RegistrationRequest.read(request.payload().toBytes());
      ByteWriter out = new ByteWriter();
      new RegistrationReply(
              ReplyCode.ACCEPTED,
              asked.lifetime(),
              asked.home(),
              asked.homeAgent(),
              asked.identification(),
              List.of())
          .write(out);
      out.u8(32).u8(20).i32(256).bytes(new byte[16]);
      Octets payload = Octets.of(out.toBytes());
      world.after(
          Duration.ofMillis(2),
          () ->
              site.receive(
                  new Endpoint(asked.homeAgent(), 434), new Endpoint(site.address, 434), payload));
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void forgedReply(Site site, Walker victim) {
    ByteWriter out = new ByteWriter();
    new RegistrationReply(
            world.random.nextBoolean() ? ReplyCode.ACCEPTED : ReplyCode.FAILED_AUTHENTICATION,
            world.random.nextInt(2) * 100,
            victim.home(),
            victim.system.homeAgent(),
            world.random.nextLong(),
            List.of())
        .write(out);
    out.u8(32).u8(20).i32(256).bytes(new byte[16]);
    Octets payload = Octets.of(out.toBytes());
    Endpoint from = new Endpoint(victim.system.homeAgent(), 434);
    if (world.random.nextBoolean()) {
      internet.send(from, new Endpoint(site.address, 434), payload);
    } else {
      site.link.toNode(victim.mac(), new Endpoint(site.address, 434), payload);
    }
  }

  private void forgedAdvertisement(Site site) {
    Octets icmp =
        Octets.of(
            new AgentAdvertisement(
                    true,
                    15,
                    List.of(new Router(site.address, 0)),
                    world.random.nextInt(0x10000),
                    100,
                    AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL,
                    List.of(site.address),
                    List.of(24),
                    null)
                .toBytes());
    int ttl = world.random.nextInt(4) == 0 ? 64 : 1;
    site.link.toNodes(MacAddress.BROADCAST, ttl == 1 ? MAC : site.mac(), site.address, ttl, icmp);
  }

  private void request(Site site, MacAddress mac, Endpoint from, Octets payload) {
    Link.Heard forged = new Link.Heard(mac, from, new Endpoint(site.address, 434), payload);
    world.after(Duration.ofMillis(1), () -> site.request(forged, 255));
  }

  private <T> T pick(List<T> all) {
    return all.get(world.random.nextInt(all.size()));
  }
}
