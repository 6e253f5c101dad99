#!/bin/bash
# Starts a real image registry (Debian's docker-registry) on 127.0.0.1:15000, and one that asks for the user "puller" with
# the password "puller" on 127.0.0.1:15001; the node of kubernetes-up.sh pulls from both. Idempotent; kubernetes-down.sh stops them.
# image.sh pushes to them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
enter
lock
need docker-registry skopeo apache2-utils
mkdir -p data/registry
htpasswd -Bbc etc/htpasswd puller puller 2>/dev/null
for registry in 15000 15001; do
  cat >"etc/registry-$registry.yml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $root/data/registry/$registry}, delete: {enabled: true}}
http: {addr: 127.0.0.1:$registry}
YAML
  [ $registry = 15000 ] || printf 'auth: {htpasswd: {realm: peer, path: %s}}\n' "$root/etc/htpasswd" >>"etc/registry-$registry.yml"
  alive "registry-$registry" || ! (: <>"/dev/tcp/127.0.0.1/$registry") 2>/dev/null || { echo "port $registry is taken" >&2; exit 1; }
  start "registry-$registry" docker-registry serve "etc/registry-$registry.yml"
  wait_for 10 "the registry on $registry" curl -s -o /dev/null "http://127.0.0.1:$registry/v2/"
done
echo "127.0.0.1:15000 127.0.0.1:15001"
