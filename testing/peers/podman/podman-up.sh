#!/bin/bash
# Starts a real Podman (Debian's) with the Docker Engine API on a Unix socket, the images that tests use, and two registries
# (Debian's docker-registry): one open, one that asks for the user "puller" with the password "puller". Idempotent; without the
# internet but for packages that are missing. Prints the socket on the last line.
#   PODMAN_ROOT   state of this peer (default: the user's cache folder, pagoda-peers/podman)
#   PODMAN_PORT   of the open registry, default 15100; the other has the next
#   NODE          Node binary for the image pagoda.test/node:24, default: the node in PATH
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need podman runc catatonit busybox-static docker-registry apache2-utils
mkdir -p "$root"/{storage,run,log,etc,registry}
exec 9>"$root/lock"
flock 9

# With old cgroups crun and the limits that Podman takes over from its own process do not work.
cat >"$root/etc/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
cat >"$root/etc/registries.conf" <<CONF
unqualified-search-registries = []
[[registry]]
location = "127.0.0.1:$port"
insecure = true
[[registry]]
location = "127.0.0.1:$((port + 1))"
insecure = true
CONF

htpasswd -Bbc "$root/etc/htpasswd" puller puller 2>/dev/null
for name in open closed; do
  number=$port
  [ $name = open ] || number=$((port + 1))
  cat >"$root/etc/registry-$name.yml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: $root/registry}}
http: {addr: 127.0.0.1:$number}
YAML
  [ $name = open ] || printf 'auth: {htpasswd: {realm: peer, path: %s}}\n' "$root/etc/htpasswd" >>"$root/etc/registry-$name.yml"
  alive "registry-$name" || ! (: <>"/dev/tcp/127.0.0.1/$number") 2>/dev/null || { echo "port $number is taken" >&2; exit 1; }
  start "registry-$name" docker-registry serve "$root/etc/registry-$name.yml"
done
start podman "${podman[@]}" system service --time=0 "unix://$socket"
wait_for Podman curl -sf --unix-socket "$socket" http://podman/_ping
wait_for registries curl -sf "http://127.0.0.1:$port/v2/"

if ! "${podman[@]}" image exists pagoda.test/node:24; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  NODE=${NODE:-$(command -v node)} "$here/../kubernetes/root-filesystem.sh" "$work"
  tar -C "$work" --owner=0 --group=0 --numeric-owner -c . | "${podman[@]}" import -q - pagoda.test/node:24 >&2
fi
# For tests of fetching: in the registries, which share their files, and not in Podman.
"${podman[@]}" push -q pagoda.test/node:24 "127.0.0.1:$port/pagoda/node:24" >&2
echo "$socket"
