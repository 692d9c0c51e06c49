#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the tests need when it is missing and this user may install it; else says
# what is missing and how to get it. Ends with the line "N passed, N failed", and exits with 0 only when some passed and none failed.
#
#   ./test.sh                          everything
#   ./test.sh --filter Selectors       options go to "dotnet test"
#   SKIP_FORMAT=1 ./test.sh            without the check of the code's format
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1
# A machine without a home directory, as some pipelines have, still needs a place for packages.
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-/tmp}}"

# What a test needs | the Debian package that brings it
NEEDS=(
    "command:javac|openjdk-17-jdk-headless"
    "file:/usr/share/java/activemq-client.jar|libactivemq-java"
    "file:/usr/share/java/geronimo-jms_1.1_spec.jar|libgeronimo-jms-1.1-spec-java"
    "file:/usr/share/java/geronimo-j2ee-management-1.1-spec.jar|libgeronimo-j2ee-management-1.1-spec-java"
    "file:/usr/share/java/hawtbuf.jar|libhawtbuf-java"
    "file:/usr/share/java/slf4j-api.jar|libslf4j-java"
    "command:mariadbd|mariadb-server-core"
    "command:mariadb|mariadb-client-core"
    "file:/usr/lib/galera/libgalera_smm.so|galera-4"
    "files:/usr/lib/*/faketime/libfaketimeMT.so.1|libfaketime"
    "command:chromium|chromium"
    "fonts:|fonts-liberation"
)

say() { printf '%s\n' "$*" >&2; }

has() {
    case "$1" in
        # Servers lie where not every user's path leads.
        command:*) PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "${1#command:}" > /dev/null ;;
        file:*) [[ -e "${1#file:}" ]] ;;
        files:*) compgen -G "${1#files:}" > /dev/null ;;
        fonts:*) [[ -n "$(find /usr/share/fonts /usr/local/share/fonts -name '*.ttf' -print -quit 2> /dev/null)" ]] ;;
    esac
}

missing_packages() {
    local need
    for need in "${NEEDS[@]}"; do
        has "${need%%|*}" || printf '%s\n' "${need##*|}"
    done
}

check_sdk() {
    if command -v dotnet > /dev/null && dotnet --list-sdks | grep -q '^1[0-9]\.'; then
        return
    fi
    say "Missing: the .NET SDK 10."
    say "Get it from https://dotnet.microsoft.com/download/dotnet/10.0, or with:"
    say "  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 && export PATH=\"\$HOME/.dotnet:\$PATH\""
    say "0 passed, 0 failed"
    exit 1
}

# apt-get as the superuser; fails when this user cannot become that without a password.
apt() {
    local -a as_root=()
    if [[ "$(id -u)" != 0 ]]; then as_root=(sudo -n); fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" < /dev/null >&2
}

install_missing() {
    local -a packages
    mapfile -t packages < <(missing_packages)
    if [[ ${#packages[@]} == 0 ]]; then return; fi
    say "Missing for the tests: ${packages[*]}"
    if command -v apt-get > /dev/null && { [[ "$(id -u)" == 0 ]] || sudo -n true 2> /dev/null; }; then
        say "Installing."
        # Lists that cannot be refreshed may still do.
        apt update || say "apt-get update failed; trying with the lists that are there."
        apt install --no-install-recommends "${packages[@]}" || say "apt-get install failed."
        mapfile -t packages < <(missing_packages)
        if [[ ${#packages[@]} == 0 ]]; then return; fi
        say "Still missing: ${packages[*]}"
    fi
    say "Get them on Debian 12 with:"
    say "  sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
    say "Elsewhere the tests expect: a Java compiler and chromium on the PATH, ActiveMQ's client jars in /usr/share/java, MariaDB's programs with Galera and libfaketime under /usr/lib, and TrueType fonts."
    say "0 passed, 0 failed"
    exit 1
}

give_up() {
    say "$1"
    printf '0 passed, 0 failed\n'
    exit 1
}

# Adds up one attribute of the result files' counters.
count() {
    local sum=0 value
    while read -r value; do sum=$((sum + value)); done < <(
        grep -rhoE "<Counters [^>]*>" --include='*.trx' "$results" 2> /dev/null | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p"
    )
    printf '%d' "$sum"
}

check_sdk
install_missing

dotnet build Appliance.sln -c Release --disable-build-servers -v quiet -clp:NoSummary < /dev/null || give_up "The build failed."

if [[ -z "${SKIP_FORMAT:-}" ]]; then
    dotnet format Appliance.sln --verify-no-changes --no-restore < /dev/null \
        || give_up "The format differs from .editorconfig; run: dotnet format Appliance.sln"
fi

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT
status=0
dotnet test Appliance.sln -c Release --no-build --results-directory "$results" \
    --logger trx --logger "console;verbosity=minimal" \
    --blame-hang-timeout 15m --blame-hang-dump-type none "$@" < /dev/null || status=$?

passed="$(count passed)"
failed="$(count failed)"
skipped=$(($(count total) - $(count executed)))
if [[ $status != 0 && $failed == 0 ]]; then say "The test run itself failed, with code $status."; fi
if [[ $passed == 0 && $failed == 0 ]]; then say "No test ran."; fi
if [[ $skipped == 0 ]]; then
    printf '%d passed, %d failed\n' "$passed" "$failed"
else
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
fi
[[ $status == 0 && $failed == 0 && $passed -gt 0 ]]
