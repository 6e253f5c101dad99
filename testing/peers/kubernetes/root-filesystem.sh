#!/bin/bash
# Makes the root file system of an image in a folder: Debian's static busybox with its applets, users root, pagoda (10001) and
# nobody, and with NODE=FILE that Node binary as /usr/local/bin/node with the libraries it needs.
#   root-filesystem.sh FOLDER
set -euo pipefail
to=$1
mkdir -p "$to"/{bin,tmp,etc,proc,sys,dev,usr/local/bin}
chmod 755 "$to" && chmod 1777 "$to/tmp"
cp "$(command -v busybox)" "$to/bin/busybox"
(cd "$to/bin" && for applet in $(./busybox --list); do [ "$applet" = busybox ] || ln -sf busybox "$applet"; done)
printf '%s\n' 'root:x:0:0:root:/:/bin/sh' 'pagoda:x:10001:10001::/tmp:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/sh' >"$to/etc/passwd"
printf '%s\n' 'root:x:0:' 'pagoda:x:10001:' 'nogroup:x:65534:' >"$to/etc/group"
[ -z "${NODE:-}" ] || {
  install -m 755 "$(readlink -f "$NODE")" "$to/usr/local/bin/node"
  # lines such as "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)" and "/lib64/ld-linux-x86-64.so.2 (0x…)"
  for library in $(ldd "$NODE" | grep -o '/[^ ]*'); do
    mkdir -p "$to$(dirname "$library")"
    cp -L "$library" "$to$library"
  done
}
