#!/bin/bash
# Ends what podman-up.sh has started, with its containers. --purge removes its images and files, too.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ -d "$root" ] || exit 0
exec 9>"$root/lock"
flock 9
! command -v podman >/dev/null || [ ! -f "$root/etc/containers.conf" ] || "${podman[@]}" rm -a -f -t 0 >/dev/null
stop podman registry-open registry-closed
if [ "${1:-}" = --purge ]; then
  # Layers belong to other users where Podman is not run by root.
  ! command -v podman >/dev/null || [ ! -f "$root/etc/containers.conf" ] || "${podman[@]}" rmi -a -f >/dev/null
  rm -rf "$root"
fi
