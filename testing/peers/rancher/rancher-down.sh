#!/bin/bash
# Stops what rancher-up.sh started; --purge also deletes its state.
#   RANCHER_ROOT RANCHER_PORT  as given to rancher-up.sh
set -uo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export K8S_ROOT=${RANCHER_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/rancher} K8S_PORT=${RANCHER_PORT:-18443}
export K8S_BRIDGE=rancher # it has none; that of another cluster must not go with it
[ -d "$K8S_ROOT/run" ] || exit 0
(
  . "$folder/../kubernetes/lib.sh"
  enter
  lock
  stop fake-rancher
)
exec "$folder/../kubernetes/kubernetes-down.sh" "$@"
