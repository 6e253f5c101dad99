#!/bin/bash
# Makes a container image from local files; nothing is downloaded.
#   image.sh NAME busybox [COMMAND…]      Debian's static busybox with its applets
#   image.sh NAME FOLDER [COMMAND…]       a root file system in a folder; in the image its files belong to root
# A NAME that begins with 127.0.0.1:15000/ or 127.0.0.1:15001/ is pushed to that registry of registry-up.sh, any other is given
# to the node's containerd.
#   IMAGE_USER=ID[:GROUP]  the user in the image's configuration     OUT=FILE  writes a docker-archive instead
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
name=$1 from=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$from" = busybox ]; then
  "$here/root-filesystem.sh" "$work/fs"
  from=$work/fs
fi
tar -C "$from" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/layer.tar" .
digest=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
node - "$work" "$digest" "$name" "$(dpkg --print-architecture)" "${IMAGE_USER:-}" "$@" <<'JS'
const { writeFileSync } = require('node:fs');
const [work, digest, name, architecture, user, ...command] = process.argv.slice(2);
const created = '2026-01-01T00:00:00Z';
const write = (file, content) => writeFileSync(`${work}/${file}`, JSON.stringify(content));
write('config.json', {
  architecture,
  os: 'linux',
  created,
  config: {
    User: user,
    Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
    Cmd: command.length > 0 ? command : ['/bin/sh'],
  },
  rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  history: [{ created }],
});
write('manifest.json', [{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]);
JS
tar -C "$work" -cf "$work/image.tar" manifest.json config.json layer.tar
if [ -n "${OUT:-}" ]; then
  cp "$work/image.tar" "$OUT"
elif [[ $name == 127.0.0.1:1500[01]/* ]]; then
  login=()
  [[ $name != 127.0.0.1:15001/* ]] || login=(--dest-creds puller:puller)
  skopeo --insecure-policy copy -q --dest-tls-verify=false "${login[@]}" "docker-archive:$work/image.tar" "docker://$name"
else
  root=$(cd -P "$K8S_ROOT" && pwd)
  ctr_here images import "$work/image.tar" >/dev/null
fi
