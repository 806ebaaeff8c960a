package org.dualmip.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final String ROOT = "org.dualmip";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  static Stream<ArchRule> rules() {
    var rules = new Rules(ROOT, CLASSES);
    return Stream.of(
            rules.order().stream(),
            Stream.of(rules.linuxKnowsAddressesAndPacketsOnly(), rules.labKnowsNoProgramInside()),
            rules.pureModules().stream(),
            Stream.of(
                rules.pureEngines(),
                rules.givenTimeAndChance(),
                rules.nativeCallsInLinuxOnly(),
                rules.namesSayWhat()),
            rules.libraries().stream(),
            rules.noCycles().stream())
        .flatMap(each -> each);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(CLASSES);
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(Rules.MODULES)
        .allSatisfy(module ->
            assertThat(CLASSES.containPackage(ROOT + "." + module))
                .as("classes of " + module)
                .isTrue());
  }

  @Test
  void everyEngineThatTheRulesNameExists() {
    assertThat(Rules.ENGINES)
        .allSatisfy(name -> assertThat(CLASSES.contain(ROOT + "." + name)).as(name).isTrue());
  }

  @Test
  void everyPackageSaysThatReferencesAreNotNull() {
    assertThat(CLASSES.stream().map(type -> type.getPackage()).distinct())
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
  }
}
