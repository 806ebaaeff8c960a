package org.dualmip.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of the architecture.
 *
 * @param root the package above the modules
 * @param all what the rules are about
 */
record Rules(String root, JavaClasses all) {
  /** Each may use those before it. */
  static final List<String> MODULES =
      List.of(
          "mobileip",
          "linux",
          "ipsec",
          "detector",
          "service",
          "homeagent",
          "mobilenode",
          "lab",
          "cli");

  /**
   * Engines in modules that also act. All of our own classes that these use, and that those use,
   * belong to them.
   */
  static final List<String> ENGINES =
      List.of("ipsec.VpnSession", "mobilenode.DualNode", "mobilenode.portal.CaptivePortal");

  /** Parts of Java that neither act nor observe. */
  private static final String[] PURE_JAVA = {
    "java.lang",
    "java.lang.annotation",
    "java.lang.invoke",
    "java.lang.runtime",
    "java.math",
    "java.nio",
    "java.nio.charset",
    "java.security",
    "java.security.spec",
    "java.time..",
    "java.util",
    "java.util.function",
    "java.util.random",
    "java.util.regex",
    "java.util.stream",
    "javax.crypto",
    "javax.crypto.spec",
    "org.jspecify.annotations"
  };

  /** What in these packages acts or observes all the same. */
  private static final Set<String> IMPURE_CLASSES =
      Set.of(
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.ProcessHandle",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadGroup",
          "java.lang.ThreadLocal",
          "java.security.SecureRandom",
          "java.util.Random",
          "java.util.ServiceLoader",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.util.TimerTask");

  /** Of {@link System} only these two neither act nor observe. */
  private static final Set<String> PURE_OF_SYSTEM = Set.of("arraycopy", "identityHashCode");

  private String module(String name) {
    return root + "." + name + "..";
  }

  /** A module uses only modules before it in the list. */
  List<ArchRule> order() {
    List<ArchRule> rules = new ArrayList<>();
    for (int at = 0; at < MODULES.size() - 1; at++) {
      String[] later =
          MODULES.subList(at + 1, MODULES.size()).stream().map(this::module).toArray(String[]::new);
      rules.add(
          noClasses()
              .that()
              .resideInAPackage(module(MODULES.get(at)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(later)
              .allowEmptyShould(true)
              .as(MODULES.get(at) + " uses only modules before it"));
    }
    return rules;
  }

  /** The host knows addresses and what tunnels are, and nothing else of Mobile IP. */
  ArchRule linuxKnowsAddressesAndPacketsOnly() {
    return uses("linux", module("linux"), root + ".mobileip.net", root + ".mobileip.packet");
  }

  /**
   * The lab starts the real programs and reads what they print. Its adversaries speak the protocol
   * too, by the same formats, its scenario files are read as configuration files are, and it takes
   * orders as services do.
   */
  ArchRule labKnowsNoProgramInside() {
    return uses(
        "lab",
        module("lab"),
        module("linux"),
        root + ".mobileip.net",
        root + ".mobileip.packet",
        root + ".mobileip.message",
        root + ".mobileip.extension",
        root + ".mobileip.discovery",
        root + ".service.admin",
        root + ".service.config");
  }

  private ArchRule uses(String module, String... ours) {
    return noClasses()
        .that()
        .resideInAPackage(module(module))
        .should()
        .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAnyPackage(ours))))
        .as(module + " uses of our own only " + String.join(", ", ours));
  }

  /** Mobile IP and the detector: java.base only, and of it nothing that acts or observes. */
  List<ArchRule> pureModules() {
    return List.of(
        pure(module("mobileip")), pure(module("detector"), module("detector"), module("mobileip")));
  }

  private ArchRule pure(String module, String... ours) {
    return classes()
        .that()
        .resideInAPackage(module)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(module).or(resideInAnyPackage(ours)).or(pureJava()))
        .as(module + " depends on what neither acts nor observes");
  }

  /** The engines of other modules, with all that they use. */
  ArchRule pureEngines() {
    return classes()
        .that(areEngines())
        .should()
        .onlyDependOnClassesThat(resideInAPackage(root + "..").or(pureJava()))
        .as("engines depend on what neither acts nor observes");
  }

  /** And none of them asks for the time, the environment, or chance. */
  ArchRule givenTimeAndChance() {
    return noClasses()
        .that(resideInAnyPackage(module("mobileip"), module("detector")).or(areEngines()))
        .should()
        .accessTargetWhere(target(observesOrActs()))
        .as("engines are told the time and given chance");
  }

  /** System calls have one place. */
  ArchRule nativeCallsInLinuxOnly() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(module("linux"))
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.foreign\\.(Linker|FunctionDescriptor)(\\$.*)?")
        .as("native functions are called in linux only");
  }

  /** Libraries stay where they belong, so that the daemons stay small. */
  List<ArchRule> libraries() {
    return List.of(
        library("io.netty..", "service", "homeagent"),
        library("tools.jackson..", "service", "lab"),
        library("org.bouncycastle..", "lab"),
        library("org.h2..", "homeagent", "mobilenode"),
        library("jnr..", "ipsec"),
        library("picocli..", "cli"),
        library("ch.qos.logback..", "cli"));
  }

  private ArchRule library(String packages, String... modules) {
    List<String> allowed = List.of(modules);
    return noClasses()
        .that()
        .resideInAnyPackage(
            MODULES.stream()
                .filter(module -> !allowed.contains(module))
                .map(this::module)
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packages)
        .as(packages + " is used in " + String.join(", ", allowed) + " only");
  }

  /** No two modules and no two packages of a module need each other. */
  List<ArchRule> noCycles() {
    return List.of(
        slices().matching(root + ".(*)..").should().beFreeOfCycles(),
        slices()
            .matching(root + ".(*).(*)..")
            .should()
            .beFreeOfCycles()
            // An association signs and checks extensions, and a message is signed by one: one idea
            // in two packages.
            .ignoreDependency(
                resideInAPackage(root + ".mobileip.security"),
                resideInAPackage(root + ".mobileip.message")));
  }

  /** A name says what a class is. */
  ArchRule namesSayWhat() {
    return noClasses()
        .that()
        .resideInAPackage(root + "..")
        .should()
        .haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
        .as("no class is a manager, a helper, a util or an impl");
  }

  private DescribedPredicate<JavaClass> areEngines() {
    Set<String> names = engines();
    return describe("are engines", type -> names.contains(type.getName()));
  }

  /** The names of the engines and of all of our own that they use, directly or not. */
  private Set<String> engines() {
    Set<String> reached = new HashSet<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    ENGINES.stream()
        .map(name -> root + "." + name)
        .filter(all::contain)
        .forEach(name -> open.add(all.get(name)));
    while (!open.isEmpty()) {
      JavaClass type = open.remove();
      if (reached.add(type.getName())) {
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> target.getName().startsWith(root + "."))
            .forEach(open::add);
        all.stream()
            .filter(each -> each.getEnclosingClass().filter(type::equals).isPresent())
            .forEach(open::add);
      }
    }
    return reached;
  }

  private static DescribedPredicate<JavaClass> pureJava() {
    return resideInAnyPackage(PURE_JAVA)
        .and(not(describe("act or observe", type -> IMPURE_CLASSES.contains(type.getName()))))
        .as("pure Java");
  }

  private static DescribedPredicate<AccessTarget> observesOrActs() {
    return describe(
        "observes or acts",
        target -> {
          String owner = target.getOwner().getName();
          String name = target.getName();
          return switch (owner) {
            case "java.lang.System" -> !PURE_OF_SYSTEM.contains(name);
            case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.random.RandomGenerator" -> Set.of("of", "getDefault").contains(name);
            default ->
                owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
          };
        });
  }
}
