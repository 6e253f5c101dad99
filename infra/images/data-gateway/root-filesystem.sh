#!/bin/sh
# Puts the image's root file system together in a folder: Node with the libraries it needs, Debian's static busybox, the bundle.
#   root-filesystem.sh BUNDLE FOLDER        NODE=FILE: the Node binary, by default the one on the PATH
# The Dockerfile does it with what Debian and the Node image have, the tests' Kubernetes with what this machine has.
set -eu
bundle=$1 to=$2
node=$(readlink -f "${NODE:-$(command -v node)}")
mkdir -p "$to/bin" "$to/etc" "$to/tmp" "$to/data/volume" "$to/opt/pagoda" "$to/usr/local/bin" "$to/var/run/pagoda"
chmod 755 "$to"
chmod 1777 "$to/tmp"
install -m 755 "$node" "$to/usr/local/bin/node"
# lines such as "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)" and "/lib64/ld-linux-x86-64.so.2 (0x…)"
for library in $(ldd "$node" | grep -o '/[^ ]*'); do
  mkdir -p "$to$(dirname "$library")"
  cp -L "$library" "$to$library"
done
# Also for init containers that prepare the points of a sweep.
cp -L "$(command -v busybox)" "$to/bin/busybox"
ln -sf busybox "$to/bin/sh"
echo 'pagoda:x:10001:10001::/tmp:/bin/sh' >"$to/etc/passwd"
echo 'pagoda:x:10001:' >"$to/etc/group"
install -m 644 "$bundle" "$to/opt/pagoda/gateway.cjs"
