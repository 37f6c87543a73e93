#!/usr/bin/env bash
# Builds everything and runs every test on a Debian machine that has nothing but the .NET SDK.
#
#   ./test.sh                                          everything
#   ./test.sh --filter-class 'Gateway.UnitTests.Cors*'   only what a filter of the test platform selects
#
# Beside the tests a soak of two minutes, and after them, alone, the guard of what the policies cost beside bare YARP; each counts as one (not with a filter).
# Up to five tests that fail are run once more, by themselves, and named when they pass then.
# The last line is "N passed, N failed, N skipped". Exit: 0 all passed, 2 something to install is missing,
# 1 formatting or a test failed, nothing ran, or (with CI=true) a test was skipped. With CI=true package locks are enforced, too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What the tests use beside the SDK, as command:package, or as file:package where it is no command; * may stand in a file's path.
# Not here because only separate long runs want it: testssl.sh.
needed=(
  curl:curl
  haproxy:haproxy
  openssl:openssl
  redis-server:redis-server
  wrk:wrk
  /usr/share/modsecurity-crs/rules:modsecurity-crs
  "/usr/lib/*/libmodsecurity.so.3:libmodsecurity3"
  "/usr/lib/*/libpcre2-8.so.0:libpcre2-8-0"
)

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1

step() { printf '\n== %s\n' "$*"; }

# A path stands for a file or folder, anything else for a command.
is_there() {
  if [[ $1 == /* ]]; then compgen -G "$1" >/dev/null; else command -v "$1" >/dev/null; fi
}

missing_packages() {
  local entry
  for entry in "${needed[@]}"; do
    is_there "${entry%%:*}" || echo "${entry#*:}"
  done
}

# Prints the command that runs another one as root; fails when there is none that asks no password.
as_root() {
  if [[ $(id -u) == 0 ]]; then echo env
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then echo "sudo -n env"
  else return 1
  fi
}

install_missing() {
  local -a packages root install
  mapfile -t packages < <(missing_packages)
  [[ ${#packages[@]} -gt 0 ]] || return 0
  step "Installing ${packages[*]}"
  if command -v apt-get >/dev/null && read -ra root < <(as_root); then
    install=("${root[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}")
    # The package lists of a fresh machine are empty or stale: update once, only when the first try fails.
    "${install[@]}" || { "${root[@]}" apt-get update -qq && "${install[@]}"; } || true
    mapfile -t packages < <(missing_packages)
    [[ ${#packages[@]} -gt 0 ]] || return 0
  fi
  echo "test.sh: missing: ${packages[*]}. Install with: apt-get install ${packages[*]}" >&2
  exit 2
}

check_sdk() {
  local wanted
  wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
  if ! command -v dotnet >/dev/null; then
    echo "test.sh: dotnet not found; allowed: .NET SDK $wanted or a later patch of its band (https://dot.net/download)" >&2
    exit 2
  fi
  # Here dotnet itself applies global.json.
  if ! dotnet --version >/dev/null 2>&1; then
    echo "test.sh: found .NET SDK $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd, -); allowed: $wanted or a later patch of its band" >&2
    exit 2
  fi
}

# Prints every failed test once more with the first lines of its message: what a log keeps is its end.
repeat_failures() {
  step "Failed"
  awk '/^ *failed Gateway\./ { shown = 1; lines = 0; tests++ } tests > 20 { exit } shown && lines++ < 12 { print } /^ *$/ { shown = 0 }' "$log"
}

# Prints the method of every failed test; fails when there is none, or more than a busy machine explains.
failed_methods() {
  local -a methods
  mapfile -t methods < <(sed -n 's/^ *failed \(Gateway\.[A-Za-z0-9_.+]*\).*/\1/p' "$log" | sort -u)
  [[ ${#methods[@]} -gt 0 && ${#methods[@]} -le 5 ]] || return 1
  printf '%s\n' "${methods[@]}"
}

# Runs the failed tests again, by themselves: with real processes, sockets and clocks a busy machine can fail what is right.
# What fails by itself, too, has failed; what passes is named, because it still wants mending.
passes_by_itself() {
  local -a methods arguments
  local method project
  mapfile -t methods < <(failed_methods)
  [[ ${#methods[@]} -gt 0 ]] || return 1
  step "Again by themselves: ${methods[*]}"
  for project in UnitTests SecLang.Tests IntegrationTests; do
    arguments=()
    for method in "${methods[@]}"; do
      if [[ $method == Gateway.$project.* ]]; then arguments+=(-method "$method"); fi
    done
    if [[ ${#arguments[@]} -eq 0 ]]; then continue; fi
    "artifacts/bin/Gateway.$project/release/Gateway.$project" -parallel none "${arguments[@]}" || return 1
  done
  echo "test.sh: failed beside others and passed by themselves: ${methods[*]}"
}

log=$(mktemp)
soak_log=$(mktemp)
soak=
trap 'if [[ -n $soak ]]; then kill "$soak"; wait "$soak" || true; fi; rm -f "$log" "$soak_log"' EXIT

install_missing
check_sdk
step Restore
dotnet restore -v quiet
step Build
dotnet build -c Release --no-restore -v quiet
step Format
# Analyzers and code style ran in the build (EnforceCodeStyleInBuild, warnings are errors); going over them again takes long.
dotnet format whitespace --no-restore --verify-no-changes
step Test
arguments=(-c Release --no-build --no-progress)
if [[ $# -gt 0 ]]; then
  # A filter may well select nothing in one of the projects (exit code 8); nothing in all of them fails below.
  arguments+=("$@" --ignore-exit-code 8)
else
  arguments+=(--minimum-expected-tests 1)
fi
# The suite is not ours to hand out: without it its tests are left out, not skipped.
if [[ ! -f ${GATEWAY_TEST_DATA:-}/jsonschema-draft2020-12.jsonl ]]; then
  echo "test.sh: GATEWAY_TEST_DATA names no folder with jsonschema-draft2020-12.jsonl and jsonschema-draft7.jsonl: the official JSON Schema suites are left out (CONTRIBUTING.md)"
  arguments+=(--filter-not-trait "Data=JSON-Schema-Test-Suite")
fi
# The same for the tests of the Core Rule Set.
if [[ ! -f ${GATEWAY_TEST_DATA:-}/crs-3.3.4-tests.jsonl ]]; then
  echo "test.sh: GATEWAY_TEST_DATA names no folder with crs-3.3.4-tests.jsonl and secrules-tests.jsonl: the suites of rules are left out (CONTRIBUTING.md)"
  arguments+=(--filter-not-trait "Data=CRS-3-tests")
fi
# Material of one's own, or none: a checkout of CRS 4 with its tests, the corpora of libinjection.
[[ -d ${GATEWAY_CRS4:-} ]] || arguments+=(--filter-not-trait "Data=CRS-4")
[[ -d ${GATEWAY_LIBINJECTION_DATA:-} ]] || arguments+=(--filter-not-trait "Data=libinjection")
# Real documents of one's own, or none.
[[ -d ${GATEWAY_OPENAPI_DOCUMENTS:-} ]] || arguments+=(--filter-not-trait "Data=OpenAPI-documents")
# Mixed traffic with reloads, Redis restarts and backend failures. Beside the tests, which wait most of the time, and behind them when they do not;
# the long form is the same with more seconds.
if [[ $# -eq 0 ]]; then
  nice -n 10 artifacts/bin/Gateway.Benchmarks/release/Gateway.Benchmarks --soak 120 >"$soak_log" 2>&1 &
  soak=$!
fi
set +e
dotnet test "${arguments[@]}" 2>&1 | tee "$log"
result=${PIPESTATUS[0]}
set -e

read -r passed failed skipped < <(awk '
  /^ *failed:/ { f = $2 } /^ *succeeded:/ { p = $2 } /^ *skipped:/ { s = $2 }
  END { printf "%d %d %d\n", p, f, s }' "$log")
if [[ $result -ne 0 && $failed -gt 0 ]] && passes_by_itself; then
  passed=$((passed + failed)) failed=0 result=0
fi
if [[ -n $soak ]]; then
  step "Soak"
  if wait "$soak"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  soak=
  cat "$soak_log"
fi
guard_skipped=0
if [[ $# -eq 0 ]]; then
  # Alone: load beside it would blur what it measures. tests/load/Guard/GuardRule.cs has the rule; noise does not fail it.
  step "Guard: what the policies cost beside bare YARP"
  guard=0
  artifacts/bin/Gateway.LoadTests/release/Gateway.LoadTests guard || guard=$?
  case $guard in
    0) passed=$((passed + 1)) ;;
    3) guard_skipped=1 ;;
    *) failed=$((failed + 1)) ;;
  esac
fi
if grep -Eq '^ *failed Gateway\.' "$log"; then repeat_failures; fi
status=0
if [[ $result -ne 0 || $failed -gt 0 ]]; then status=1; fi
if [[ $((passed + failed)) -eq 0 ]]; then
  echo "test.sh: no test ran"
  status=1
fi
if [[ ${CI:-} == true && $skipped -gt 0 ]]; then
  echo "test.sh: found $skipped skipped; allowed with CI=true: 0"
  status=1
fi
# A machine with one core cannot run the guard: said, but no reason to fail.
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$((skipped + guard_skipped))"
exit "$status"
