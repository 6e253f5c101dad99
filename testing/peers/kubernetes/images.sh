#!/bin/bash
# Gives the node the images that tests use, if it lacks them, and prints their names:
#   pagoda.test/busybox:1   busybox as /bin/sh and its applets
#   pagoda.test/node:24     the same and Node (NODE=FILE, default: the node in PATH) as /usr/local/bin/node
# Both run as any user. For other images make a folder with root-filesystem.sh, add files and give it to image.sh.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
root=$(cd -P "$K8S_ROOT" && pwd)
present=$(ctr_here images ls -q)
[[ $present == *pagoda.test/busybox:1* ]] || "$here/image.sh" pagoda.test/busybox:1 busybox sh
if [[ $present != *pagoda.test/node:24* ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  NODE=${NODE:-$(command -v node)} "$here/root-filesystem.sh" "$work"
  "$here/image.sh" pagoda.test/node:24 "$work" node
fi
printf '%s\n' pagoda.test/busybox:1 pagoda.test/node:24
