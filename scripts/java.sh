# Finds a JDK 25 and knows the options that our program runs with. To be sourced.
# shellcheck shell=bash

# The version of the JDK in a folder, from its release file: no process is needed.
jdk_version() {
  local line
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while read -r line; do
    if [[ $line == JAVA_VERSION=* ]]; then
      line=${line#*=}
      line=${line//\"/}
      printf '%s' "${line%%[.+-]*}"
      return
    fi
  done <"$1/release"
  return 1
}

java_home_is() {
  local version
  if [ -z "${JAVA_HOME-}" ]; then
    printf 'JAVA_HOME is not set'
  elif version=$(jdk_version "$JAVA_HOME"); then
    printf 'JAVA_HOME is a JDK %s' "$version"
  else
    printf 'JAVA_HOME=%s is no JDK' "$JAVA_HOME"
  fi
}

# Sets $jdk, or ends with what to install.
find_jdk() {
  local place java
  local places=("${JAVA_HOME-}")
  java=$(command -v java || true)
  if [ -n "$java" ]; then
    java=$(readlink -f -- "$java")
    places+=("${java%/bin/java}")
  fi
  shopt -s nullglob
  places+=(
    /usr/lib/jvm/*25* /usr/lib/jvm/*
    "$owner_home"/.sdkman/candidates/java/25* "$owner_home"/.jdks/*25*
    /opt/*25* /opt/*jdk* /opt/java/* /usr/java/* /usr/local/*jdk* /usr/local/java/*
  )
  shopt -u nullglob
  for place in "${places[@]}"; do
    if [ -n "$place" ] && [ "$(jdk_version "$place")" = 25 ]; then
      jdk=$place
      return
    fi
  done
  local package='Eclipse Temurin 25 from https://adoptium.net/temurin/releases/?version=25'
  if command -v apt-cache >/dev/null && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    package='sudo apt-get install openjdk-25-jdk-headless'
  fi
  die "needs a JDK 25 and found none: $(java_home_is), and none is in the usual places." \
    "Install one: $package" \
    "If it is in another place, set JAVA_HOME to it."
}

# Adds the options for the jars in $DUALMIP_LIB to $java_options.
run_options() {
  local jars=("$DUALMIP_LIB"/*.jar)
  [ -e "${jars[0]}" ] || die "there are no jars in DUALMIP_LIB=$DUALMIP_LIB"
  local IFS=:
  java_options+=(
    # Short pauses matter more than throughput, and services are many and small.
    -XX:+UseSerialGC
    # No file in /tmp that a killed process leaves behind.
    -XX:-UsePerfData
    # What the Java below us has to say must not stand in our output.
    -Xlog:disable
    -Xlog:all=error:stderr
    --enable-native-access=ALL-UNNAMED
    # Netty's flight-recorder events cost the first packet a tenth of a second.
    -Dio.netty.jfr.enabled=false
    --sun-misc-unsafe-memory-access=allow
    -cp "${jars[*]}"
  )
  # Classes loaded and linked ahead of time, if the build made such a cache.
  if [ -e "$DUALMIP_LIB/dualmip.aot" ]; then
    java_options+=("-XX:AOTCache=$DUALMIP_LIB/dualmip.aot")
  fi
}
