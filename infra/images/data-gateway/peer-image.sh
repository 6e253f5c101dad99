#!/bin/bash
# Makes the image without Docker, for the Kubernetes of the tests (testing/peers/kubernetes):  peer-image.sh [NAME]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/bundle.mjs" "$work/gateway.cjs"
"$here/root-filesystem.sh" "$work/gateway.cjs" "$work/image"
IMAGE_USER=10001:10001 "$here/../../../testing/peers/kubernetes/image.sh" "${1:-pagoda.test/gateway:1}" "$work/image" \
  node /opt/pagoda/gateway.cjs
