#!/usr/bin/env bash
# Checks the container files without a container engine: runs the commands of the Dockerfile, and the result as the image would run
# it: user 1654, no capabilities, nothing writable, no shell; with Redis and the backend of compose.yaml beside it.
#
#   ./tests/container/check.sh            needs bubblewrap, redis-server, nginx, curl, openssl and iproute2; takes a few minutes
#
# Not checked here: the base images, the engine's HEALTHCHECK scheduling, the network separation of compose.yaml.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

for tool in bwrap redis-server nginx curl openssl ip setpriv; do
  command -v "$tool" > /dev/null || { echo "check.sh: missing: $tool" >&2; exit 2; }
done

if [[ ${1:-} != inside ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  chmod 755 "$work"

  # The first stage of the Dockerfile, instruction by instruction.
  mkdir "$work/source"
  while read -r instruction rest; do
    case $instruction in
      COPY)
        read -ra words <<< "$rest"
        target=$work/source/${words[-1]}
        for source in "${words[@]:0:${#words[@]}-1}"; do
          [[ $target == */ ]] && mkdir -p "$target"
          if [[ -d $source ]]; then tar -c --exclude bin --exclude obj -C "$source" . | tar -x -C "$target"; else cp "$source" "$target"; fi
        done ;;
      RUN)
        command=${rest//\/app/$work/app}
        command=${command//\/licenses/$work/licenses}
        echo "== RUN $rest"
        (cd "$work/source" && REVISION=$(git -C "$OLDPWD" rev-parse HEAD) bash -euc "$command") ;;
    esac
  done < <(sed -e ':a' -e '/\\$/{N;s/ *\\\n */ /;ta' -e '}' Dockerfile | awk '/^FROM/ { stage++ } stage == 1 && /^(COPY|RUN) / { gsub("&& dotnet", "\\&\\& dotnet"); print }')

  # In a network of its own, so that no port of this machine is taken or opened.
  unshare --net "$0" inside "$work"
  exit
fi

work=$2
ip link set lo up
declare -a running=()
stop() { for pid in "${running[@]}"; do kill "$pid" 2> /dev/null || true; done; wait; }
trap stop EXIT
fail() { echo "check.sh: FAILED: $*" >&2; tail -n 20 "$work"/*.log >&2; exit 1; }
step() { echo "== $*"; }

# The folders that compose.yaml mounts, from its own script.
cp -r deploy/compose "$work/compose"
rm -rf "$work/compose/secrets"
"$work/compose/make-secrets.sh" > /dev/null
chmod 755 "$work/compose/secrets"
secrets=$work/compose/secrets
# One machine, one address: the backend cannot have the port of the plain listener.
sed -i 's|http://backend:8080/|http://backend:8081/|' "$work/compose/gateway/gateway.json"
sed -i 's|listen 8080|listen 127.0.0.1:8081|' "$work/compose/backend.conf"
sed -i "s|/run/secrets/|$secrets/redis/|" "$work/compose/redis.conf"
printf '127.0.0.1 localhost redis backend\n' > "$work/hosts"
printf 'gateway:x:1654:1654::/:/none\n' > "$work/passwd"

redis-server "$work/compose/redis.conf" --bind 127.0.0.1 > "$work/redis.log" 2>&1 & running+=($!)
printf 'daemon off; pid %s/nginx.pid; error_log stderr; events {} http { access_log off; client_body_temp_path %s/b; proxy_temp_path %s/p; fastcgi_temp_path %s/f; uwsgi_temp_path %s/u; scgi_temp_path %s/s; include %s/compose/backend.conf; }' \
  "$work" "$work" "$work" "$work" "$work" "$work" "$work" > "$work/nginx.conf"
nginx -c "$work/nginx.conf" > "$work/nginx.log" 2>&1 & running+=($!)

# The second stage: what the image holds and sets, and what compose.yaml adds. No /tmp, no /bin, no /proc of others.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
declare -a environment=()
while read -r pair; do environment+=("$pair"); done < <(sed -n '/^ENV DOTNET_EnableDiagnostics/,/^$/p' Dockerfile | sed 's/^ENV //; s/^ *//; s/ *\\$//; /^$/d')
[[ ${#environment[@]} == 3 ]] || fail "found ${#environment[@]} variables in the Dockerfile; allowed: 3"
user=$(sed -n 's/^USER //p' Dockerfile)
image() {
  local config=$1
  shift
  setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
    bwrap --die-with-parent --unshare-user --cap-drop ALL \
      --ro-bind "$dotnet" /usr/share/dotnet --ro-bind /usr/lib /usr/lib --symlink usr/lib /lib --ro-bind-try /usr/lib64 /usr/lib64 --symlink usr/lib64 /lib64 \
      --ro-bind /etc/ssl /etc/ssl --ro-bind "$work/hosts" /etc/hosts --ro-bind "$work/passwd" /etc/passwd \
      --ro-bind "$work/app" /app --ro-bind "$config" /etc/gateway --ro-bind "$secrets/gateway" /run/secrets --ro-bind "$secrets/gateway" /run/tls \
      --proc /proc --dev /dev --remount-ro / \
      --clearenv --setenv ASPNETCORE_HTTP_PORTS 8080 --setenv DOTNET_RUNNING_IN_CONTAINER true \
      $(for pair in "${environment[@]}"; do echo "--setenv ${pair%%=*} ${pair#*=}"; done) \
      "$@"
}
gateway() { image "$work/compose/gateway" /app/gateway "$@"; }

step "no demo, no shell, nothing writable"
gateway version | tee "$work/version.log"
grep -qx 'demo    not included' "$work/version.log" || fail "the demo is in the image"
! image "$work/compose/gateway" /bin/sh -c true 2> /dev/null || fail "there is a shell"
[[ -s $work/licenses/sbom.cdx.json && -s $work/licenses/THIRD-PARTY-NOTICES.txt ]] || fail "no licences"

step "the image's own configuration: refuses to start without its environment, valid with it"
mkdir "$work/own"
cp config/examples/container.json "$work/own/gateway.json"
! gateway_own=$(image "$work/own" /app/gateway run 2>&1) || fail "it started"
grep -q 'env:GATEWAY_BACKEND, which is not set' <<< "$gateway_own" || fail "$gateway_own"
image "$work/own" --setenv GATEWAY_PUBLIC_HOST localhost --setenv GATEWAY_BACKEND http://backend:8081/ \
  --setenv GATEWAY_JWT_AUTHORITY https://id.example.com --setenv GATEWAY_JWT_AUDIENCE api /app/gateway validate || fail "not valid"

step "start, healthcheck"
! gateway healthcheck 2> /dev/null || fail "healthy before the start"
gateway run > "$work/gateway.log" 2>&1 & pid=$!
running+=("$pid")
for ((i = 0; ; i++)); do
  gateway healthcheck > "$work/health.log" 2>&1 && break
  [[ $i -lt 60 ]] || fail "not healthy"
done
grep -q '"status":"ready"' "$work/health.log" || fail "not ready"

ask() { curl -sS --cacert "$secrets/gateway/tls.crt" -o "$work/answer.log" -w '%{http_code}' "$@"; }
expect() { local found; found=$(ask "${@:2}"); [[ $found == "$1" ]] || fail "found $found; allowed: $1 for ${*:2}"; echo "$1 ${*: -1}"; }

step "traffic"
expect 200 https://localhost:8443/status
grep -q '"uri":"/status"' "$work/answer.log" || fail "not the backend's answer"
expect 308 http://localhost:8080/status
expect 401 https://localhost:8443/orders/1
expect 200 http://localhost:9902/metrics

step "an API key, while it runs"
# As in docs/operations.md: a run of the image that may write the folder. The owner of the folder, and not the service's user.
key=$(dotnet "$work/app/gateway.dll" keys create --file "$secrets/gateway/partners.keys.json" --pepper-file "$secrets/gateway/pepper" --consumer acme --scope orders:read 2> /dev/null)
chmod 644 "$secrets/gateway/partners.keys.json"
gateway reload
expect 200 -H "X-Api-Key: $key" https://localhost:8443/orders/1
grep -q '"consumer":"acme"' "$work/answer.log" || fail "no identity reached the backend"
# The first decision of a process may take longer than its budget: then the rule decides without Redis, and the next one asks again.
for _ in 1 2 3 4 5; do expect 200 -H "X-Api-Key: $key" https://localhost:8443/orders/1; done
curl -sS http://localhost:9902/metrics | grep '^gateway_store' > "$work/metrics.log"
grep -E '^gateway_store_calls_total\{(.*,)?outcome="answered"(,.*)?\} [1-9]' "$work/metrics.log" || fail "Redis was not asked, or did not answer with the rights it was given"
! grep -q 'store.unavailable' "$work/gateway.log" || fail "the store was away"

step "a broken configuration keeps the old one"
cp "$work/compose/gateway/gateway.json" "$work/good.json"
echo '{' > "$work/compose/gateway/gateway.json"
result=0; gateway reload > /dev/null 2>&1 || result=$?
# The address of the Admin listener cannot be read from a broken file.
[[ $result == 3 ]] || fail "found exit code $result; allowed: 3"
result=0; gateway reload --url http://127.0.0.1:9901 > /dev/null 2>&1 || result=$?
[[ $result == 1 ]] || fail "found exit code $result; allowed: 1"
expect 200 https://localhost:8443/status
cp "$work/good.json" "$work/compose/gateway/gateway.json"

step "SIGTERM"
# Under the shell and bwrap.
child=$pid
while next=$(pgrep -P "$child"); do child=$next; done
[[ $(cat "/proc/$child/comm") == gateway ]] || fail "found $(cat "/proc/$child/comm")"
grep -qx 'CapEff:\s*0*' "/proc/$child/status" && grep -qx 'NoNewPrivs:\s*1' "/proc/$child/status" || fail "it has privileges"
[[ $(awk '/^Uid:/ { print $2 }' "/proc/$child/status") == "${user%:*}" ]] || fail "it is another user"
kill -TERM "$child"
result=0; wait "$pid" || result=$?
[[ $result == 0 ]] || fail "found exit code $result; allowed: 0"
grep -q gateway.draining "$work/gateway.log" || fail "no drain"
echo "check.sh: passed"
