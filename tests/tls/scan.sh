#!/usr/bin/env bash
# Scans the listener of the example configuration with testssl.sh (about two minutes): only TLS 1.3 may be offered, and nothing of
# severity MEDIUM or above may be found other than that the demo's certificate is self-signed.
#
#   dotnet build -c Release && tests/tls/scan.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

scanner=$(command -v testssl || command -v testssl.sh) || { echo "scan.sh: missing: testssl.sh. Install with: apt-get install testssl.sh" >&2; exit 2; }
work=$(mktemp -d)
trap 'kill "$gateway" 2>/dev/null || true; rm -rf "$work"' EXIT

sed -e 's/"Port": 8443/"Port": 0/' -e 's/"Port": 8080/"Port": 0/' config/gateway.json >"$work/gateway.json"
artifacts/bin/Gateway/release/gateway --config "$work/gateway.json" >"$work/out" 2>&1 &
gateway=$!
for _ in $(seq 100); do grep -q 'redirects to https' "$work/out" && break; sleep 0.2; done
url=$(grep -o 'https://localhost:[0-9]*' "$work/out" | head -n 1)

"$scanner" --quiet --color 0 --warnings off --ip 127.0.0.1 --jsonfile "$work/report.json" "$url" >"$work/report.txt" || true
cat "$work/report.txt"
offered=$(grep -E '"id" *: *"(SSLv2|SSLv3|TLS1|TLS1_1|TLS1_2|TLS1_3)"' -A 4 "$work/report.json" | grep '"finding"' | grep -vc 'not offered')
findings=$(grep -B 4 -E '"severity" *: *"(MEDIUM|HIGH|CRITICAL)"' "$work/report.json" | grep '"id"' | grep -vE 'cert_chain_of_trust|cert_trust|cert_crlDistributionPoints|cert_ocspURL|cert_revocation|overall_grade|grade_cap_reason' || true)
printf 'protocol versions offered: %s (allowed: 1, TLS 1.3)\n' "$offered"
printf 'findings of MEDIUM or above beside the self-signed certificate: %s\n' "${findings:-none}"
[[ $offered == 1 && -z $findings ]]
