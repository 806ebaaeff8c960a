# Builds the program once and again when its sources are newer. To be sourced after java.sh.
#
# A build is a folder of its own, .dualmip/build-*, and is never changed afterwards: programs that run
# from it keep their jars. The link .dualmip/current names the newest.
# shellcheck shell=bash

builds=$root/.dualmip

build_is_current() {
  [ -e "$builds/current/stamp" ] || return 1
  # Built with another JDK?
  cmp -s -- "$jdk/release" "$builds/current/release" || return 1
  # Folders are looked at too: they tell of files that went.
  [ -z "$(find "$root/pom.xml" "$root/.mvn" "$root"/*/pom.xml "$root"/*/src/main \
    -newer "$builds/current/stamp" -print -quit)" ]
}

# Sets $built_lib to the folder of jars to run.
build_if_needed() {
  if ! build_is_current; then
    if ! mkdir -p "$builds" 2>/dev/null || [ ! -w "$builds" ]; then
      [ -e "$builds/current/stamp" ] || die \
        "is not built yet, and $(id -un) may not write to $builds." \
        "Run './dualmip --version' once as the owner of the project."
      say "the sources are newer than the build, and $(id -un) may not build; this is the old one"
    else
      build_alone
    fi
  fi
  built_lib=$(readlink -f -- "$builds/current")/lib
}

# Waits for a build that somebody else has begun, and builds unless that was enough.
build_alone() {
  [ -e "$builds/lock" ] || : >>"$builds/lock"
  exec {lock}<"$builds/lock"
  if ! flock --nonblock "$lock"; then
    say "waiting for another build to end"
    flock "$lock"
  fi
  if ! build_is_current; then
    (build) || exit 1
  fi
  exec {lock}<&-
}

find_maven() {
  local place
  mvn=$(command -v mvn || true)
  [ -z "$mvn" ] || return 0
  shopt -s nullglob
  for place in /usr/share/maven /opt/maven /opt/*maven* /usr/local/*maven* \
    "$owner_home"/.sdkman/candidates/maven/current; do
    if [ -x "$place/bin/mvn" ]; then
      mvn=$place/bin/mvn
      break
    fi
  done
  shopt -u nullglob
  [ -n "$mvn" ] || die "needs Maven 3.8.7 or newer to build itself, and found none." \
    "Install it: sudo apt-get install --no-install-recommends maven" \
    "(or from https://maven.apache.org/download.cgi, with its bin folder in PATH)"
}

# Runs Maven with our JDK, as the owner of the project.
run_maven() {
  local as=()
  [ -z "$owner" ] || as=(runuser -u "$owner" -- env "HOME=$owner_home")
  (
    cd -- "$root"
    # The last option is for Maven's own libraries; .mvn/jvm.config must stay readable to JDK 17.
    JAVA_HOME=$jdk MAVEN_OPTS="${MAVEN_OPTS-} -XX:-UsePerfData --sun-misc-unsafe-memory-access=allow" \
      "${as[@]}" "$mvn" -B "$@"
  )
}

# Turns Maven's output into progress.
follow_maven() {
  local line files=0 module=
  while IFS= read -r line; do
    case $line in
      *'Downloaded from '*)
        files=$((files + 1))
        progress "building${module:+ $module}, $files files downloaded" detail
        ;;
      '[INFO] Building '*'['*/*']')
        line=${line#'[INFO] Building '}
        module="${line%% *} ${line##* }"
        progress "building $module"
        ;;
    esac
  done
  progress_done
}

# Shows what Maven's log says of the cause.
why_build_failed() {
  say "the build failed:"
  grep -E '^\[(ERROR|WARNING)\] .*\.java:|^\[ERROR\] [^ ]' -- "$1" |
    grep -vE '\[Help|Re-run|To see the full|For more info|After correcting' |
    awk '!seen[$0]++' | head -n 20 >&2 || tail -n 20 -- "$1" >&2
  if grep -qE 'Could not transfer|Cannot access|[Uu]nknown ?[Hh]ost' -- "$1"; then
    say "Maven could not download what the build needs: is there a network, or a proxy to name in ~/.m2/settings.xml?"
  fi
}

build() {
  local new log=$builds/build.log
  find_maven
  new=$(mktemp -d "$builds/build-XXXXXX")
  # shellcheck disable=SC2064
  trap "rm -rf -- '${new//\'/\'\\\'\'}'" EXIT
  # What is edited while we build is newer than this.
  touch "$new/stamp"
  chmod 755 "$new"
  give_back "$builds"
  say "building; the first time this takes some minutes"
  rm -rf -- "$root/application/target/lib"
  if ! run_maven -Dmaven.test.skip=true -Dspotless.check.skip=true package -pl application -am \
    2>&1 | tee -- "$log" | follow_maven; then
    why_build_failed "$log"
    say "all of it is in $log"
    exit 1
  fi
  cp -r -- "$root/application/target/lib" "$new/lib"
  cp -- "$jdk/release" "$new/release"
  make_cache "$new/lib" "$log"
  chmod -R a+rX "$new"
  ln -s -- "${new##*/}" "$new.link"
  mv -T -- "$new.link" "$builds/current"
  give_back "$builds" "$root"/*/target
  trap - EXIT
  remove_old_builds
  say "built"
}

# Classes loaded and linked ahead of time, for this JDK and these jars. The program runs without them
# as well, only later.
make_cache() {
  local java_options=() DUALMIP_LIB=$1
  progress "preparing a quick start"
  run_options
  if ! "$jdk/bin/java" "${java_options[@]}" "-XX:AOTCacheOutput=$1/dualmip.aot" \
    org.dualmip.cli.Training >>"$2" 2>&1; then
    rm -f -- "$1/dualmip.aot"
  fi
  progress_done
}

# Those that neither are current nor have a program running from them.
remove_old_builds() {
  local old current
  current=$(readlink -f -- "$builds/current")
  for old in "$builds"/build-??????; do
    if [ "$old" != "$current" ] && ! grep -qsaF "$old/" /proc/[0-9]*/cmdline; then
      rm -rf -- "$old"
    fi
  done
}
