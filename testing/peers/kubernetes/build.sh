#!/bin/bash
# Compiles Kubernetes 1.34.4, etcd 3.6.13 and, with WITH="kwok kueue", KWOK 0.8.0 and Kueue 0.19.2 from their Go modules.
# Idempotent: what is there is kept. Prints the folder of the programs.
#   K8S_BIN  where the programs are kept     WITH  optional programs, default none
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=v1.34.4
bin=${K8S_BIN:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/kubernetes/bin-$version}
mkdir -p "$bin"
# Two builds at once would only slow each other down.
exec 9>"$bin/.lock"
flock 9
PATH=$PATH:/usr/local/go/bin
export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
flags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=34 -X $package.gitTreeState=clean"
  flags+=" -X $package.gitCommit=unknown -X $package.buildDate=2026-01-01T00:00:00Z"
done
compiler() {
  command -v go >/dev/null || { echo "compiling $1 needs Go 1.26 or later (https://go.dev/dl)" >&2; exit 1; }
  echo "compiling $1" >&2
}
make() { # make NAME FOLDER PACKAGE [LDFLAGS]
  [ -x "$bin/$1" ] && return
  compiler "$1"
  (cd "$2" && nice go build -trimpath -ldflags "${4:--s -w}" -o "$bin/$1.new" "$3")
  mv "$bin/$1.new" "$bin/$1"
}
make etcd "$here/etcd" go.etcd.io/etcd/server/v3
for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl; do
  make $program "$here" k8s.io/kubernetes/cmd/$program "$flags"
done
for extra in ${WITH:-}; do
  case $extra in
    kwok) [ -x "$bin/kwok" ] || { compiler kwok; GOBIN=$bin nice go install -ldflags "-s -w" sigs.k8s.io/kwok/cmd/kwok@v0.8.0; } ;;
    kueue) make kueue "$here/kueue" sigs.k8s.io/kueue/cmd/kueue ;;
    *) echo "unknown: $extra" >&2; exit 2 ;;
  esac
done
echo "$bin"
