package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.dualmip.cli.program.Program.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./dualmip}: from anywhere, built when needed, clear when it cannot be. */
class LauncherIT {
  /** Hides what is installed, in every place that the script looks at. */
  private static final String HIDE =
      "for d in /opt /usr/local %s; do [ ! -d $d ] || mount -t tmpfs none $d; done";

  private static final Map<String, String> NO_HOME =
      Map.of("HOME", "/nonexistent", "JAVA_HOME", "", "DUALMIP_LIB", "");

  @TempDir Path folder;

  private Path project = Path.of(".");

  /**
   * A copy of the scripts, in a place with spaces, with sources that a stand-in for Maven builds.
   */
  @BeforeEach
  void copyScripts() throws IOException {
    Path original = Program.built().path();
    project = Files.createDirectories(folder.resolve("a place with 'spaces'"));
    Files.copy(original, project.resolve("dualmip"));
    Files.createDirectories(project.resolve("scripts"));
    try (Stream<Path> scripts = Files.list(original.resolveSibling("scripts"))) {
      for (Path script : scripts.toList()) {
        Files.copy(script, project.resolve("scripts").resolve(script.getFileName()));
      }
    }
    Files.createDirectories(project.resolve("application/src/main"));
    Files.createDirectories(project.resolve(".mvn"));
    Files.createFile(project.resolve("pom.xml"));
    Files.createFile(project.resolve("application/pom.xml"));
    Files.createFile(project.resolve("application/src/main/Source.java"));
    past(project);
  }

  /** What was just copied is older than any build. */
  private static void past(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(3600)));
      }
    }
  }

  /** A Maven that "builds" by copying the jars of this build, slowly, and keeps count. */
  private Program withStandInMaven() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path maven = bin.resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        echo "$@" >> "$DUALMIP_TEST_COUNT"
        echo "[INFO] Building dualmip 0.1.0                [1/1]"
        sleep 1
        mkdir -p application/target/lib
        cp "$DUALMIP_TEST_JARS"/*.jar application/target/lib/
        """);
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    return copy()
        .with(
            Map.of(
                "PATH",
                bin + ":" + System.getenv("PATH"),
                "DUALMIP_LIB",
                "",
                "DUALMIP_TEST_JARS",
                System.getenv("DUALMIP_LIB"),
                "DUALMIP_TEST_COUNT",
                folder.resolve("count").toString()));
  }

  private Program copy() {
    return Program.built().at(project.resolve("dualmip"));
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(folder.resolve("count"));
  }

  @Test
  void itRunsFromAnywhereAndThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("a link"), project.resolve("dualmip"));
    Outcome outcome = Program.built().at(link).run("--version");
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).startsWith("dualmip ");
  }

  @Test
  void exitCodesPassThrough() {
    assertThat(copy().run("no-such-verb").exit()).isEqualTo(2);
    assertThat(copy().run("why", "--control", folder.resolve("none").toString()).exit())
        .isEqualTo(1);
  }

  @Test
  void itBuildsOnceForTwoThatStartAtTheSameTime() throws IOException {
    Program program = withStandInMaven();
    var first = CompletableFuture.supplyAsync(() -> program.run("--version"));
    Outcome second = program.run("--version");
    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(first.join().exit()).as(first.join().toString()).isZero();
    assertThat(first.join().err() + second.err()).contains("building").contains("another build");
    assertThat(first.join().out()).isEqualTo(second.out()).startsWith("dualmip ");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void itBuildsAgainOnlyWhenASourceIsNewerOrGone() throws IOException {
    Program program = withStandInMaven();
    assertThat(program.run("--version").exit()).isZero();
    Outcome again = program.run("--version");
    assertThat(again.exit()).isZero();
    assertThat(again.err()).isEmpty();
    assertThat(builds()).hasSize(1);

    Path source = project.resolve("application/src/main/Source.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
    assertThat(program.run("--version").exit()).isZero();
    assertThat(builds()).hasSize(2);

    past(source);
    assertThat(program.run("--version").exit()).isZero();
    Files.delete(source);
    assertThat(program.run("--version").err()).contains("building");
  }

  @Test
  void aBuildThatFailsLeavesNoHalfBuiltProgram() throws IOException {
    Program program = withStandInMaven();
    Path maven = folder.resolve("bin/mvn");
    String works = Files.readString(maven);
    Files.writeString(maven, "#!/bin/sh\necho '[ERROR] Source.java:[1,1] a mistake'\nexit 1\n");
    Outcome failed = program.run("--version");
    assertThat(failed.exit()).as(failed.toString()).isEqualTo(1);
    assertThat(failed.err())
        .contains("the build failed")
        .contains("a mistake")
        .contains("build.log");
    Files.writeString(maven, works);
    assertThat(program.run("--version").exit()).isZero();
  }

  @Test
  void withoutAJdkItSaysWhichToInstall() {
    Place.requireRoot();
    Outcome outcome =
        copy().with(NO_HOME).after(HIDE.formatted("/usr/lib/jvm /usr/java")).run("--version");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("needs a JDK 25")
        .contains("JAVA_HOME is not set")
        .containsAnyOf("adoptium.net", "apt-get install openjdk-25");
  }

  @Test
  void aJdkOfAnotherVersionIsToldApart() throws IOException {
    Place.requireRoot();
    Path old = folder.resolve("jdk-17");
    Path javac = Files.createDirectories(old.resolve("bin")).resolve("javac");
    Files.writeString(javac, "");
    Files.setPosixFilePermissions(javac, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    Outcome outcome =
        copy()
            .with(
                Map.of(
                    "HOME", "/nonexistent",
                    "JAVA_HOME", old.toString(),
                    "DUALMIP_LIB", ""))
            .after(HIDE.formatted("/usr/lib/jvm /usr/java"))
            .run("--version");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("JAVA_HOME is a JDK 17");
  }

  @Test
  void withoutMavenItSaysHowToGetIt() {
    Place.requireRoot();
    Outcome outcome =
        copy()
            .with(
                Map.of(
                    "HOME", "/nonexistent",
                    "JAVA_HOME", System.getProperty("java.home"),
                    "PATH", "/usr/bin:/bin",
                    "DUALMIP_LIB", ""))
            .after("[ ! -d /usr/share/maven ] || mount -t tmpfs none /usr/share/maven")
            .run("--version");
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(1);
    assertThat(outcome.err()).contains("needs Maven").contains("apt-get install");
  }
}
