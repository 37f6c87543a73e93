#!/usr/bin/env bash
# Makes what compose.yaml mounts as secrets, in deploy/compose/secrets (not in git). What is there already stays.
#
#   ./deploy/compose/make-secrets.sh [HOST]     a certificate for HOST, default localhost
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
host=${1:-localhost}

# The services run as other users than yours and see these files as they are: the files are readable by all, and the outer folder
# keeps everybody else on this machine out.
umask 022
mkdir -p secrets/gateway secrets/redis
chmod 700 secrets
cd secrets

random() { [[ -e $1 ]] || openssl rand -hex 32 | tr -d '\n' > "$1"; }
random redis/redis-password
random gateway/partition-secret
random gateway/pepper
cp redis/redis-password gateway/redis-password
[[ -e gateway/partners.keys.json ]] || echo '{ "Keys": [] }' > gateway/partners.keys.json
if [[ ! -e gateway/tls.key ]]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host" -keyout gateway/tls.key -out gateway/tls.crt 2> /dev/null
  chmod 644 gateway/tls.key
fi

# Redis's default user gets a password and may do what the gateway does (limits, API keys, cache), on its keys and channels only.
hash=$(openssl dgst -sha256 -r redis/redis-password | cut -d' ' -f1)
echo "user default reset on #$hash ~gw:* &gw:* +eval +evalsha +get +set +time +ping +echo +info +client +config|get +cluster +type +hget +hset +hdel +hlen +hgetall +del +pexpire +subscribe +publish" > redis/redis.acl
echo "secrets are in $PWD"
