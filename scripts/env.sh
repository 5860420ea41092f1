# Shared helpers of the launchers. Source it; do not run it. It changes nothing by itself.
#
#   ringswan_jdk               finds a JDK 25, exports JAVA_HOME and sets JAVA
#   ringswan_packages P:C …    makes sure that command C of Debian package P is there
#   ringswan_optional_library  installs a library that makes things faster, where that can be done
#   ringswan_build             builds the gateway's jar when it is missing or older than its sources
#   RINGSWAN_RUN               command line of the gateway, an array: java, the flags of scripts/jvm.flags, what to run
#
# Each fails with a sentence that says what to do. Messages go to stderr; stdout stays the caller's.

RINGSWAN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
RINGSWAN_JAR=$RINGSWAN_ROOT/gateway/target/ringswan.jar

ringswan_say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The feature release of the JDK in directory $1; fails when there is no compiler in it.
ringswan_release() {
    [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p'
}

ringswan_jdk_in() {
    local home release
    for home in "$@"; do
        release=$(ringswan_release "$home") || continue
        if [ "${release:-0}" -ge 25 ]; then
            export JAVA_HOME=$home
            JAVA=$home/bin/java
            return 0
        fi
    done
    return 1
}

# JAVA_HOME, then the usual places, then the `javac` on the PATH, then (as root) Debian's package.
ringswan_jdk() {
    local on_path=
    command -v javac >/dev/null && on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    ringswan_jdk_in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*25* /opt/*jdk*25* "$HOME"/.sdkman/candidates/java/25* \
        ${on_path:+"$on_path"} && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        ringswan_say "no JDK 25 found; trying apt-get install openjdk-25-jdk-headless"
        ringswan_apt openjdk-25-jdk-headless || true
        ringswan_jdk_in /usr/lib/jvm/*25* && return 0
    fi
    ringswan_say "no JDK 25 found in JAVA_HOME, /usr/lib/jvm or on the PATH. Install one and try again:" \
        "'apt-get install openjdk-25-jdk-headless' where your distribution has it, else Temurin 25 from" \
        "https://adoptium.net (package temurin-25-jdk), or unpack one and set JAVA_HOME."
    return 1
}

ringswan_apt() {
    local log
    log=$(mktemp)
    if { DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" ||
        { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@"; }
    } >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 3 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# Each argument is PACKAGE:COMMAND. As root the missing ones are installed, otherwise they are named.
ringswan_packages() {
    local pair missing=()
    for pair in "$@"; do
        PATH=$PATH:/usr/sbin:/sbin command -v "${pair#*:}" >/dev/null || missing+=("${pair%%:*}")
    done
    [ ${#missing[@]} = 0 ] && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        ringswan_say "installing ${missing[*]}"
        ringswan_apt "${missing[@]}" && return 0
    fi
    ringswan_say "missing packages: run 'apt-get install ${missing[*]}' as root, or install what provides them."
    return 1
}

# Installs package $1 when library $2 is not there and that can be done, and goes on in any case.
ringswan_optional_library() {
    PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -q "$2" && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        ringswan_say "installing $1, which is optional"
        ringswan_apt "$1" 2>/dev/null || ringswan_say "$1 cannot be installed; going on without it"
    fi
    return 0
}

ringswan_stale() {
    [ ! -f "$RINGSWAN_JAR" ] || [ -n "$(cd "$RINGSWAN_ROOT" && find pom.xml scripts/jvm.flags \
        {native-io,dataplane,ike-lite,gateway}/{pom.xml,src/main} -newer "$RINGSWAN_JAR" -print -quit 2>/dev/null)" ]
}

# Where the ahead-of-time cache is that scripts/make-cache makes: it serves one release of the JDK.
ringswan_cache() {
    echo "$RINGSWAN_ROOT/target/ringswan-$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$JAVA_HOME/release").aot"
}

# Quiet, without tests, one build at a time. ringswan_jdk comes first. Where RINGSWAN_CLASSPATH is set, as by a test that has
# the classes already, nothing is built and they are run instead of the jar.
ringswan_build() {
    if [ -n "${RINGSWAN_CLASSPATH:-}" ]; then
        RINGSWAN_RUN=("$JAVA" "@$RINGSWAN_ROOT/scripts/jvm.flags" -cp "$RINGSWAN_CLASSPATH" dev.ringswan.gateway.cli.Main)
        return 0
    fi
    RINGSWAN_RUN=("$JAVA" "@$RINGSWAN_ROOT/scripts/jvm.flags" -jar "$RINGSWAN_JAR")
    if ! ringswan_stale; then
        if [ "$(ringswan_cache)" -nt "$RINGSWAN_JAR" ]; then
            RINGSWAN_RUN=("$JAVA" "@$RINGSWAN_ROOT/scripts/jvm.flags" "-XX:AOTCache=$(ringswan_cache)" "-Xlog:aot*=off" "-Xlog:cds*=off"
                -jar "$RINGSWAN_JAR")
        fi
        return 0
    fi
    ringswan_packages maven:mvn || return 1
    mkdir -p "$RINGSWAN_ROOT/target"
    (
        exec 9>"$RINGSWAN_ROOT/target/build.lock"
        command -v flock >/dev/null && flock 9
        ringswan_stale || exit 0
        ringswan_say "building (only when sources are newer than the jar)"
        cd "$RINGSWAN_ROOT" && mvn -B -q -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -pl gateway -am package >&2 9>&- &&
            touch "$RINGSWAN_JAR"
    ) || {
        ringswan_say "the build failed; see the messages above, or run 'mvn -pl gateway -am package' in $RINGSWAN_ROOT."
        return 1
    }
}
