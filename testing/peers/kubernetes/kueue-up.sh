#!/bin/bash
# Starts a real Kueue 0.19.2 beside the cluster of kubernetes-up.sh (same K8S_ROOT, K8S_PORT): custom resources, webhooks for Jobs
# and its own kinds, no visibility API. Idempotent; kubernetes-down.sh stops it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
bin=$(WITH=kueue "$here/build.sh")
enter
lock
export KUBECONFIG=$root/etc/admin.kubeconfig
webhook=$((port + 4)) health=$((port + 6)) metrics=$((port + 7))
if alive kueue; then exit 0; fi
PATH=$PATH:/usr/local/go/bin
module=$(cd "$here/kueue" && go mod download sigs.k8s.io/kueue && go list -m -f '{{.Dir}}' sigs.k8s.io/kueue)
"$bin/kubectl" apply --server-side -f "$module/config/components/crd/bases" >/dev/null
"$bin/kubectl" wait --for=condition=Established crd --all --timeout=60s >/dev/null
"$bin/kubectl" create namespace kueue-system --dry-run=client -o yaml | "$bin/kubectl" apply -f - >/dev/null
mkdir -p etc/kueue-certs
if [ ! -f etc/kueue-certs/tls.crt ]; then
  openssl req -new -newkey rsa:2048 -nodes -keyout etc/kueue-certs/tls.key -subj /CN=kueue -out etc/kueue-certs/tls.csr 2>/dev/null
  openssl x509 -req -in etc/kueue-certs/tls.csr -CA pki/ca.crt -CAkey pki/ca.key -CAcreateserial -days 3650 -out etc/kueue-certs/tls.crt \
    -extfile <(printf 'extendedKeyUsage=serverAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost') 2>/dev/null
fi
# this place is fixed in the program
mkdir -p /etc/kueue/metrics/certs && cp etc/kueue-certs/tls.{crt,key} /etc/kueue/metrics/certs/
cat >etc/kueue.yaml <<YAML
apiVersion: config.kueue.x-k8s.io/v1beta2
kind: Configuration
health: {healthProbeBindAddress: "127.0.0.1:$health"}
metrics: {bindAddress: "127.0.0.1:$metrics"}
webhook: {host: 127.0.0.1, port: $webhook, certDir: $root/etc/kueue-certs}
leaderElection: {leaderElect: false}
manageJobsWithoutQueueName: false
internalCertManagement: {enable: false}
clientConnection: {qps: 200, burst: 400}
integrations: {frameworks: [batch/job]}
YAML
start kueue "$bin/kueue" --config etc/kueue.yaml --kubeconfig "$KUBECONFIG" --feature-gates=VisibilityOnDemand=false --zap-log-level=1
wait_for 30 Kueue curl -fs "http://127.0.0.1:$health/readyz"
# the module's webhook lists, narrowed to Jobs and Kueue's own kinds, pointed at this process
"$bin/kubectl" create --dry-run=client -o jsonpath='{@}{"\n"}' -f "$module/config/components/webhook/manifests.yaml" | node "$here/kueue/webhooks.cjs" "$webhook" pki/ca.crt |
  "$bin/kubectl" apply -f - >/dev/null
echo "kueue: webhooks on $webhook, metrics on $metrics"
