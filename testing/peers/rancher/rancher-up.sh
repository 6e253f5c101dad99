#!/bin/bash
# Starts a real Kubernetes API server with Rancher's CRDs on loopback, and the program that plays Rancher beside it. Idempotent.
#   RANCHER_ROOT        state, keys, logs           RANCHER_PORT  API server, default 18443; Rancher at + 20, control at + 21
#   RANCHER_GENERATION  of the schemas: 2.15 (default), 2.13, 2.12
#   RANCHER_DOWNSTREAM  kubeconfig of the cluster that stands for those that are made; the peer itself by default
#   RANCHER_ACTIVE      empty: the node driver stays as it is (inactive at first, as in Rancher); yes (default): it is activated
# Prints, as lines of NAME=VALUE: RANCHER_PEER_URL, RANCHER_PEER_TOKEN, RANCHER_PEER_CA (a file), RANCHER_PEER_CONTROL, and
# RANCHER_PEER_KUBECONFIG (of the administrator of the API server, past Rancher).
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export K8S_ROOT=${RANCHER_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/rancher} K8S_PORT=${RANCHER_PORT:-18443}
export K8S_BRIDGE=rancher # it has none; that of another cluster must not go with it
kubeconfig=$(NODES=none "$folder/../kubernetes/kubernetes-up.sh")
. "$folder/../kubernetes/lib.sh"
enter
lock
front=$((port + 20)) control=$((port + 21))
for one in "$front" "$control"; do
  alive fake-rancher || ! (: <>"/dev/tcp/127.0.0.1/$one") 2>/dev/null || { echo "port $one is taken: choose another RANCHER_PORT" >&2; exit 1; }
done
[ -f etc/rancher.token ] || (umask 077 && echo "token-first:$(openssl rand -hex 27)" >etc/rancher.token)
if [ ! -f pki/rancher.crt ]; then
  openssl req -new -newkey rsa:2048 -nodes -keyout pki/rancher.key -subj /CN=rancher -out pki/rancher.csr 2>/dev/null
  openssl x509 -req -in pki/rancher.csr -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 3650 -out pki/rancher.crt \
    -extfile <(printf 'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1') 2>/dev/null
fi
start fake-rancher node "$folder/fake-rancher.mjs" --kubeconfig "$kubeconfig" --downstream "${RANCHER_DOWNSTREAM:-$kubeconfig}" \
  --port "$front" --control "$control" --generation "${RANCHER_GENERATION:-2.15}" --token-file etc/rancher.token \
  --tls-cert pki/rancher.crt --tls-key pki/rancher.key --tls-ca pki/ca.crt
ready() { alive fake-rancher && curl -fs "http://127.0.0.1:$control/requests"; }
wait_for 60 "the program that plays Rancher" ready
token=$(cat etc/rancher.token)
if [ "${RANCHER_ACTIVE-yes}" = yes ]; then
  rancher() { curl -fs --cacert pki/ca.crt -H "Authorization: Bearer $token" "https://127.0.0.1:$front$1" "${@:2}"; }
  wait_for 30 "activating the node driver" rancher '/v3/nodeDrivers/openstack?action=activate' -X POST
  wait_for 30 "the node driver" rancher /apis/rke-machine-config.cattle.io/v1/openstackconfigs
fi
cat <<ENV
RANCHER_PEER_URL=https://127.0.0.1:$front
RANCHER_PEER_TOKEN=$token
RANCHER_PEER_CA=$root/pki/ca.crt
RANCHER_PEER_CONTROL=http://127.0.0.1:$control
RANCHER_PEER_KUBECONFIG=$kubeconfig
ENV
