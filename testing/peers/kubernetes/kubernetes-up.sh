#!/bin/bash
# Starts a real Kubernetes 1.34 control plane on loopback and, beside it, one real node (kubelet + containerd: pods really run),
# many KWOK nodes (pods are played), or both. Idempotent: what runs is kept. Needs root for the real node.
#   K8S_ROOT   state, logs, pids               K8S_PORT  API server, default 16443 (etcd 16379/16380)
#   NODES      kubelet (default) | kwok:N | "kubelet kwok:N" (the KWOK nodes are tainted kwok.x-k8s.io/node=fake:NoSchedule) | none
#   K8S_NET    first two bytes of the node's and pods' addresses, default 10.88     K8S_BRIDGE  prefix of the bridges, default pagoda
#   K8S_NODE_GRACE  seconds until a node that is silent counts as lost, default 20; KWOK nodes tell of themselves each half of it
#   K8S_API_FLAGS  further flags of the API server, such as --feature-gates=…
# Two clusters side by side need different K8S_ROOT, K8S_PORT, K8S_NET and K8S_BRIDGE.
# Prints the path of an administrator's kubeconfig.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
nodes=${NODES:-kubelet} grace=${K8S_NODE_GRACE:-20} net=${K8S_NET:-10.88} cgroup=/pagoda-kube-$port
etcd_port=$((port - 64)) node_ip=$net.4.1 pod_net=$net.5 service_net=$net.64.0/18 service_ip=$net.64.1
real= fake=0
for kind in $nodes; do
  case $kind in
    kubelet) real=node-1 ;;
    kwok:*) fake=${kind#kwok:} ;;
    none) ;;
    *) echo "unknown NODES: $nodes" >&2; exit 2 ;;
  esac
done
[ -z "$real" ] || [ "$(id -u)" = 0 ] || { echo 'a real node needs root; NODES=kwok:N does not' >&2; exit 1; }
with=
[ "$fake" = 0 ] || with=kwok
bin=$(WITH=$with "$here/build.sh")
enter
lock
need curl openssl

# etcd asks for no login: beside another cluster on the same port, the API server below would write into that cluster's data
for pair in etcd:$etcd_port etcd:$((etcd_port + 1)) apiserver:$port controller-manager:$((port + 1)) scheduler:$((port + 2)) kwok:$((port + 3)) kubelet:$((port + 5)) kwok-logs:$((port + 8)); do
  alive "${pair%:*}" || ! (: <>"/dev/tcp/127.0.0.1/${pair#*:}") 2>/dev/null || { echo "port ${pair#*:} is taken: choose another K8S_PORT" >&2; exit 1; }
done

# --- keys and certificates, made once
cert() { # cert NAME CN O SAN
  [ -f "pki/$1.crt" ] && return
  openssl req -new -newkey rsa:2048 -nodes -keyout "pki/$1.key" -subj "/O=$3/CN=$2" -out "pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "pki/$1.csr" -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 3650 -out "pki/$1.crt" \
    -extfile <(printf 'extendedKeyUsage=clientAuth,serverAuth\n%s' "${4:+subjectAltName=$4}") 2>/dev/null
}
[ -f pki/ca.crt ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout pki/ca.key -subj /CN=peer-ca -days 3650 -out pki/ca.crt 2>/dev/null
[ -f pki/sa.key ] || { openssl genrsa -out pki/sa.key 2048 2>/dev/null; openssl rsa -in pki/sa.key -pubout -out pki/sa.pub 2>/dev/null; }
cert apiserver kube-apiserver peer "DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:127.0.0.1,IP:$service_ip,IP:$node_ip"
cert admin administrator system:masters ""
cert controller-manager system:kube-controller-manager peer ""
cert scheduler system:kube-scheduler peer ""
cert kubelet system:node:node-1 system:nodes "DNS:node-1,IP:$node_ip,IP:127.0.0.1"
cert kwok kwok peer "IP:127.0.0.1"
cert kubelet-client apiserver-kubelet system:masters ""
cert front-proxy front-proxy peer ""
kubeconfig() { # kubeconfig NAME
  cat >"etc/$1.kubeconfig" <<YAML
apiVersion: v1
kind: Config
clusters: [{name: peer, cluster: {server: "https://127.0.0.1:$port", certificate-authority-data: $(base64 -w0 pki/ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "pki/$1.crt"), client-key-data: $(base64 -w0 "pki/$1.key")}}]
contexts: [{name: peer, context: {cluster: peer, user: $1}}]
current-context: peer
YAML
}
for name in admin controller-manager scheduler kubelet; do kubeconfig $name; done
export KUBECONFIG=$root/etc/admin.kubeconfig
kubectl=$bin/kubectl

# --- control plane
start etcd "$bin/etcd" --data-dir data/etcd --listen-client-urls http://127.0.0.1:$etcd_port --advertise-client-urls http://127.0.0.1:$etcd_port \
  --listen-peer-urls http://127.0.0.1:$((etcd_port + 1)) --initial-advertise-peer-urls http://127.0.0.1:$((etcd_port + 1)) \
  --initial-cluster default=http://127.0.0.1:$((etcd_port + 1)) --auto-compaction-retention 5m --quota-backend-bytes 4294967296 --log-level warn
wait_for 30 etcd curl -fs http://127.0.0.1:$etcd_port/health
alive etcd || { echo "etcd stopped; see log/etcd.log under \$K8S_ROOT" >&2; exit 1; }
start apiserver "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:$etcd_port --secure-port "$port" --bind-address 127.0.0.1 \
  --endpoint-reconciler-type none --service-cluster-ip-range $service_net --allow-privileged --authorization-mode Node,RBAC \
  --enable-admission-plugins NodeRestriction --tls-cert-file pki/apiserver.crt --tls-private-key-file pki/apiserver.key \
  --client-ca-file pki/ca.crt --service-account-issuer "https://127.0.0.1:$port" --service-account-key-file pki/sa.pub \
  --service-account-signing-key-file pki/sa.key --kubelet-client-certificate pki/kubelet-client.crt --kubelet-client-key pki/kubelet-client.key \
  --kubelet-certificate-authority pki/ca.crt --kubelet-preferred-address-types InternalIP --requestheader-client-ca-file pki/ca.crt --requestheader-allowed-names front-proxy \
  --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
  --proxy-client-cert-file pki/front-proxy.crt --proxy-client-key-file pki/front-proxy.key --profiling=false \
  ${K8S_API_FLAGS:-}
wait_for 60 "the API server" "$kubectl" get --raw /readyz
start controller-manager "$bin/kube-controller-manager" --kubeconfig etc/controller-manager.kubeconfig --service-account-private-key-file pki/sa.key \
  --root-ca-file pki/ca.crt --cluster-signing-cert-file pki/ca.crt --cluster-signing-key-file pki/ca.key --use-service-account-credentials \
  --bind-address 127.0.0.1 --leader-elect=false --node-monitor-grace-period ${grace}s --kube-api-qps 200 --kube-api-burst 400 \
  --concurrent-job-syncs 20 --secure-port $((port + 1))
start scheduler "$bin/kube-scheduler" --kubeconfig etc/scheduler.kubeconfig --bind-address 127.0.0.1 --leader-elect=false --secure-port $((port + 2)) \
  --kube-api-qps 200 --kube-api-burst 400
start provisioner node "$here/provisioner.mjs" --server "https://127.0.0.1:$port" --ca pki/ca.crt --cert pki/admin.crt --key pki/admin.key \
  --data data/volumes ${real:+--node "$real"}
"$kubectl" apply -f - >/dev/null <<'YAML'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: pagoda.test/local
reclaimPolicy: Delete
volumeBindingMode: Immediate
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard-wait}
provisioner: pagoda.test/local
reclaimPolicy: Delete
volumeBindingMode: WaitForFirstConsumer
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: shared}
provisioner: pagoda.test/local
parameters: {nodes: all}
reclaimPolicy: Delete
volumeBindingMode: Immediate
YAML

# --- one real node
if [ -n "$real" ]; then
  need containerd runc containernetworking-plugins iptables conntrack busybox-static iproute2 socat
  forward=$(cat /proc/sys/net/ipv4/ip_forward) # the bridge plugin switches it on for the whole machine: down.sh puts it back
  [ -f run/ip_forward ] || echo "$forward" >run/ip_forward
  echo "$bridge" >run/bridge # kubernetes-down.sh deletes these bridges alone: another cluster may have the default ones
  ip link show "$bridge-node" >/dev/null 2>&1 || { ip link add "$bridge-node" type bridge; ip addr add "$node_ip/32" dev "$bridge-node"; ip addr add "$service_ip/32" dev "$bridge-node"; ip link set "$bridge-node" up; }
  # a cgroup of its own: the kubelet deletes every pod cgroup under its root that it does not know, also another kubelet's
  if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    mkdir -p "/sys/fs/cgroup$cgroup"
    for controller in cpu cpuset memory pids io; do
      for folder in /sys/fs/cgroup "/sys/fs/cgroup$cgroup"; do echo "+$controller" >"$folder/cgroup.subtree_control" 2>/dev/null || true; done
    done
  else
    for controller in /sys/fs/cgroup/*/; do mkdir -p "$controller${cgroup#/}" 2>/dev/null || true; done
    # a new cpuset cgroup is empty: processes cannot enter before it has cores and memory nodes
    for file in cpuset.cpus cpuset.mems; do
      [ ! -f /sys/fs/cgroup/cpuset/$file ] || cat /sys/fs/cgroup/cpuset/$file >"/sys/fs/cgroup/cpuset$cgroup/$file"
    done
  fi
  mkdir -p etc/cni
  cat >etc/cni/10-bridge.conflist <<JSON
{"cniVersion":"0.4.0","name":"pods","plugins":[{"type":"bridge","bridge":"${bridge}0","isGateway":true,"ipMasq":false,
 "ipam":{"type":"host-local","ranges":[[{"subnet":"$pod_net.0/24"}]],"routes":[{"dst":"$service_net"}],"dataDir":"$root/data/cni"}},{"type":"loopback"}]}
JSON
  cat >etc/containerd.toml <<TOML
version = 2
root = "$root/data/containerd"
state = "$root/run/containerd"
[grpc]
  address = "$root/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "pagoda.test/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$root/etc/cni"
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."127.0.0.1:15000"]
    endpoint = ["http://127.0.0.1:15000"]
  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."127.0.0.1:15001"]
    endpoint = ["http://127.0.0.1:15001"]
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
TOML
  # no kube-proxy: of all services only "kubernetes" has an address that answers, so that pods can talk to the API server
  start api-for-pods socat "TCP-LISTEN:443,bind=$service_ip,fork,reuseaddr" "TCP:127.0.0.1:$port"
  start containerd containerd --config etc/containerd.toml
  wait_for 30 containerd ctr --address run/containerd.sock version
  [[ $(ctr_here images ls -q) == *pagoda.test/pause:1* ]] || "$here/image.sh" pagoda.test/pause:1 busybox sleep infinity
  "$here/images.sh" >/dev/null
  printf 'nameserver 127.0.0.1\n' >etc/resolv.conf
  cat >etc/kubelet.yaml <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_ip
port: 10250
healthzBindAddress: 127.0.0.1
healthzPort: $((port + 5))
containerRuntimeEndpoint: unix://$root/run/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: $cgroup
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
makeIPTablesUtilChains: false
enforceNodeAllocatable: []
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 99
imageGCLowThresholdPercent: 98
nodeStatusUpdateFrequency: 5s
syncFrequency: 10s
resolvConf: $root/etc/resolv.conf
tlsCertFile: $root/pki/kubelet.crt
tlsPrivateKeyFile: $root/pki/kubelet.key
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $root/pki/ca.crt}}
authorization: {mode: Webhook}
registerWithTaints: []
podLogsDir: $root/data/pod-logs
YAML
  mkdir -p data/pod-logs data/kubelet
  start kubelet "$bin/kubelet" --config etc/kubelet.yaml --kubeconfig etc/kubelet.kubeconfig --hostname-override node-1 --node-ip $node_ip --root-dir "$root/data/kubelet"
  wait_for 60 "the node" sh -c "'$kubectl' get node node-1 -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}' | grep -q True"
fi

# --- KWOK nodes
if [ "$fake" != 0 ]; then
  start kwok-logs "$here/kwok-logs.mjs" --server "https://127.0.0.1:$port" --ca pki/ca.crt --cert pki/admin.crt --key pki/admin.key \
    --listen $((port + 8)) --tls-cert pki/kwok.crt --tls-key pki/kwok.key
  start kwok "$bin/kwok" --kubeconfig etc/admin.kubeconfig --config "$here/kwok-stages.yaml" --manage-nodes-with-annotation-selector kwok.x-k8s.io/node=fake \
    --node-lease-duration-seconds $((grace * 2)) -v WARN --server-address 127.0.0.1:$((port + 3))
  have=$("$kubectl" get nodes -l type=kwok --no-headers 2>/dev/null | wc -l)
  taints=
  [ -z "$real" ] || taints='taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]'
  size='cpu: "32", memory: 256Gi, pods: "250"'
  for i in $(seq $((have + 1)) "$fake"); do
    cat <<YAML
---
apiVersion: v1
kind: Node
metadata: {name: kwok-$i, labels: {type: kwok, kubernetes.io/hostname: kwok-$i}, annotations: {kwok.x-k8s.io/node: fake}}
spec: {$taints}
status:
  allocatable: {$size}
  capacity: {$size}
  addresses: [{type: InternalIP, address: 127.0.0.1}]
  daemonEndpoints: {kubeletEndpoint: {Port: $((port + 8))}}
YAML
  done | { [ "$have" -ge "$fake" ] || "$kubectl" create -f - >/dev/null; }
  wait_for 120 "the KWOK nodes" sh -c "test \$('$kubectl' get nodes -l type=kwok --no-headers | grep -cw Ready) -ge $fake"
fi
echo "$root/etc/admin.kubeconfig"
