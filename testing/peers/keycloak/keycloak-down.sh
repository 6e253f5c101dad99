#!/bin/bash
# Stops the Keycloak that keycloak-up.sh started.
set -euo pipefail
root=${KC_RUN:-${KC_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/keycloak}}
[ -f "$root/pid" ] || exit 0
pid=$(cat "$root/pid")
kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true
for _ in $(seq 1 30); do kill -0 "$pid" 2>/dev/null || break; sleep 0.5; done
rm -f "$root/pid"
