#!/usr/bin/env bash
# Measures everything that docs/benchmarks.md and docs/scale.md say of the running gateway, and writes it there. About two hours on a machine that does nothing else.
#
#   tests/load/everything.sh             all of it
#   tests/load/everything.sh startup waf   only these
#
# A command that fails is named at the end, and the others run all the same. Exit: 0 all written, 1 one has failed or its tools are missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

commands=(compare limits admitted "profile --case gateway:jwt:h1" "profile --case gateway:tls:h1" routes transfers latency startup replicas waf)

dotnet build -c Release -v quiet || exit 1
failed=()
for command in "${commands[@]}"; do
  name=${command%% *}
  if [[ $# -gt 0 && " $* " != *" $name "* ]]; then continue; fi
  read -ra words <<<"$command"
  printf '\n== %s\n' "$command"
  artifacts/bin/Gateway.LoadTests/release/Gateway.LoadTests "${words[@]}" --write-docs || failed+=("$command")
done
if [[ ${#failed[@]} -gt 0 ]]; then
  printf 'failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
