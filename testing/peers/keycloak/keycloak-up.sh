#!/bin/bash
# Starts a real Keycloak on loopback with the realm "pagoda" (see pagoda-realm.json). Idempotent.
#   KC_ROOT  where the distribution is kept     KC_PORT  default 18080
#   KC_RUN   where log and pid are kept, default KC_ROOT. Users, sessions and keys are in memory: each start is a fresh one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=26.4.2 port=${KC_PORT:-18080}
root=${KC_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/keycloak}
run=${KC_RUN:-$root}
dist=$root/keycloak-$version
url=http://127.0.0.1:$port/realms/pagoda
up() { [ "$(curl -s -o /dev/null -w '%{http_code}' "$url/.well-known/openid-configuration")" = 200 ]; }
up && { echo "$url"; exit 0; }
if [ ! -x "$dist/bin/kc.sh" ]; then
  mkdir -p "$root"
  mvn -q dependency:copy -Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip -DoutputDirectory="$root" -Dmdep.useBaseVersion=true
  unzip -q -o "$root/keycloak-quarkus-dist-$version.zip" -d "$root"
  rm -f "$root/keycloak-quarkus-dist-$version.zip"
fi
mkdir -p "$dist/data/import" "$run"
cp "$here/pagoda-realm.json" "$dist/data/import/"
export KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD=admin JAVA_OPTS_KC_HEAP="-Xms128m -Xmx512m"
setsid nohup "$dist/bin/kc.sh" start-dev --db dev-mem --http-host 127.0.0.1 --http-port "$port" --import-realm >"$run/log" 2>&1 </dev/null &
echo $! >"$run/pid"
for _ in $(seq 1 180); do
  up && { echo "$url"; exit 0; }
  kill -0 "$(cat "$run/pid")" 2>/dev/null || break
  sleep 1
done
echo "Keycloak did not become ready; see $run/log" >&2
exit 1
