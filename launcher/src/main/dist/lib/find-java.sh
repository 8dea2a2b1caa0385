# Sourced. Sets JAVA to a Java of version 17 or newer: JAVA_HOME's, the PATH's, or the newest under /usr/lib/jvm; and JAVA_RELEASE to its version.
# With NEED=jdk, one that has a compiler beside it. Returns 1, with words, where there is none.

java_version() {
  # 17 of "17.0.15"; empty for what is no Java. It stands in a file of every Java; one without it has to be started to be asked.
  java=$(readlink -f "$1")
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${java%/bin/java}/release" 2>/dev/null)
  [ -n "$release" ] || release=$("$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  echo "$release"
}

java_fits() {
  [ -x "$1" ] || return 1
  [ "${NEED:-jre}" != jdk ] || [ -x "${1%/java}/javac" ] || return 1
  JAVA_RELEASE=$(java_version "$1")
  case $JAVA_RELEASE in
    1[7-9] | [2-9][0-9]) return 0 ;;
    *) return 1 ;;
  esac
}

find_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    JAVA=$JAVA_HOME/bin/java
    java_fits "$JAVA" && return 0
    echo "sluice: JAVA_HOME is $JAVA_HOME, which is no Java 17 or newer${NEED:+ with a compiler}." >&2
    echo "sluice: unset it, or point it at one." >&2
    return 1
  fi
  JAVA=$(command -v java 2>/dev/null) && JAVA=$(readlink -f "$JAVA") && java_fits "$JAVA" && return 0
  for JAVA in $(ls -d /usr/lib/jvm/*/bin/java 2>/dev/null | sort -r -V); do
    java_fits "$JAVA" && return 0
  done
  echo "sluice: no Java 17 or newer found (JAVA_HOME, PATH, /usr/lib/jvm)." >&2
  if [ "${NEED:-jre}" = jdk ]; then
    echo "sluice: on Debian or Ubuntu: apt-get install openjdk-17-jdk-headless" >&2
  else
    echo "sluice: on Debian or Ubuntu: apt-get install openjdk-17-jre-headless" >&2
  fi
  return 1
}
