package org.dualmip.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every rule finds what is wrong below {@code broken}. */
class RulesTest {
  private static final String ROOT = "org.dualmip.cli.architecture.broken";
  private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

  private final Rules rules = new Rules(ROOT, CLASSES);

  @Test
  void aModuleThatUsesALaterOneIsFound() {
    assertFinds(rules.order(), "mobileip.PacketManager", "linux.Packet");
  }

  @Test
  void linuxThatKnowsMessagesIsFound() {
    assertFinds(rules.linuxKnowsAddressesAndPacketsOnly(), "linux.Packet", "mobileip.message.Text");
  }

  @Test
  void aLabThatLooksIntoAServiceIsFound() {
    assertFinds(rules.labKnowsNoProgramInside(), "lab.Peek", "service.Pages");
  }

  @Test
  void socketsAndThreadsInMobileIpAreFound() {
    assertFinds(rules.pureModules(), "mobileip.PacketManager", "java.net.Socket");
    assertFinds(rules.pureModules(), "mobileip.PacketManager", "java.lang.Thread");
  }

  @Test
  void aLogInTheDetectorIsFound() {
    assertFinds(rules.pureModules(), "detector.Guess", "org.slf4j.Logger");
  }

  @Test
  void anEngineThatKnowsFilesIsFound() {
    assertFinds(rules.pureEngines(), "mobilenode.DualNode$Inner", "java.nio.file.Path");
    assertFinds(rules.pureEngines(), "mobilenode.Drain", "java.util.concurrent");
  }

  @Test
  void whoAsksForTheTimeIsFound() {
    assertFinds(rules.givenTimeAndChance(), "mobileip.PacketManager", "System.nanoTime");
    assertFinds(rules.givenTimeAndChance(), "mobilenode.DualNode$Inner", "Instant.now");
  }

  @Test
  void whoMakesChanceIsFound() {
    assertFinds(rules.givenTimeAndChance(), "detector.Guess", "RandomGenerator.getDefault");
  }

  @Test
  void aNativeCallElsewhereIsFound() {
    assertFinds(rules.nativeCallsInLinuxOnly(), "lab.Peek", "java.lang.foreign.Linker");
  }

  @Test
  void aLibraryInTheWrongModuleIsFound() {
    assertFinds(rules.libraries(), "linux.Packet", "picocli");
  }

  @Test
  void aCycleIsFound() {
    assertFinds(rules.noCycles(), "mobileip.PacketManager", "linux.Packet");
  }

  @Test
  void aHollowNameIsFound() {
    assertFinds(rules.namesSayWhat(), "mobileip.PacketManager", "Manager");
  }

  private static void assertFinds(ArchRule rule, String culprit, String crime) {
    assertFinds(List.of(rule), culprit, crime);
  }

  private static void assertFinds(List<ArchRule> rules, String culprit, String crime) {
    assertThat(rules)
        .flatExtracting(
            rule -> rule.allowEmptyShould(true).evaluate(CLASSES).getFailureReport().getDetails())
        .anySatisfy(detail -> assertThat(detail).contains(culprit).contains(crime));
  }
}
