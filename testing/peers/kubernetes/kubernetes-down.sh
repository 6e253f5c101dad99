#!/bin/bash
# Stops what kubernetes-up.sh, registry-up.sh and kueue-up.sh started; --purge also deletes the cluster's state (programs are kept).
#   K8S_ROOT K8S_PORT  as given to kubernetes-up.sh
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
[ -d "$K8S_ROOT/run" ] || exit 0
cgroup=pagoda-kube-$port
cd -P "$K8S_ROOT" || exit 1
root=$PWD
lock
stop kubelet kueue kwok kwok-logs provisioner api-for-pods registry-15000 registry-15001
if [ -S run/containerd.sock ] && alive containerd; then
  for task in $(ctr_here tasks ls -q 2>/dev/null); do ctr_here tasks kill -s SIGKILL "$task" 2>/dev/null; done
  sleep 0.5
fi
stop containerd scheduler controller-manager apiserver
stop etcd
# shims of pods outlive containerd by design: end those that belong to this root
for pid in $(pgrep -f "containerd-shim-runc-v2 .*-address $root/run/containerd.sock" 2>/dev/null); do kill "$pid" 2>/dev/null; done
# what the kubelet and the containers mounted would pile up with every start
for mount in $(awk -v r="$root/" 'index($2, r) == 1 {print $2}' /proc/mounts | sort -r); do umount -l "$mount" 2>/dev/null; done
[ ! -f run/ip_forward ] || { cat run/ip_forward >/proc/sys/net/ipv4/ip_forward; rm -f run/ip_forward; }
if [ "${1:-}" = --purge ]; then
  made=$(cat run/bridge 2>/dev/null)
  rm -rf data run etc pki log
  [ -z "$made" ] || for link in "${made}0" "$made-node"; do ip link del "$link" 2>/dev/null; done
  for controller in /sys/fs/cgroup/*/ /sys/fs/cgroup/; do
    [ -d "$controller$cgroup" ] && find "$controller$cgroup" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
fi
exit 0
