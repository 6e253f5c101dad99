#!/bin/bash
# Proves that the cluster of kubernetes-up.sh (NODES=kubelet) runs what experiments need. Works in namespaces of its own.
#   K8S_ROOT  as for kubernetes-up.sh
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
root=$(cd -P "$K8S_ROOT" && pwd)
export KUBECONFIG=$root/etc/admin.kubeconfig
kubectl=$("$here/build.sh")/kubectl ns=verify-$$ passed=0 failed=0
work=$(mktemp -d); trap 'rm -rf "$work"; "$kubectl" delete ns "$ns" --wait=false >/dev/null 2>&1' EXIT
k() { "$kubectl" -n "$ns" "$@"; }
check() { # check WHAT EXPECTED ACTUAL (a glob)
  if [[ $3 == $2 ]]; then passed=$((passed + 1)); echo "ok    $1"; else failed=$((failed + 1)); echo "FAIL  $1: wanted '$2', got '$3'"; fi
}
until_is() { # until_is SECONDS EXPECTED COMMAND…: prints the last answer
  local limit=$1 want=$2 got=; shift 2
  for _ in $(seq 1 $((limit * 4))); do got=$("$@" 2>&1); [[ $got == $want ]] && break; sleep 0.25; done
  echo "$got"
}
job() { # job NAME SPEC-LINES SHELL-COMMAND [CONTAINER-LINES]
  cat <<YAML
apiVersion: batch/v1
kind: Job
metadata: {name: $1}
spec:
  backoffLimit: 0
$2
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      containers:
      - name: main
        image: pagoda.test/busybox:1
        imagePullPolicy: IfNotPresent
        command: [sh, -c, '$3']
$4
YAML
}
condition() { k get job "$1" -o jsonpath='{range .status.conditions[?(@.status=="True")]}{.type}:{.reason} {end}'; }
state() { k get pod -l "job-name=$1" -o jsonpath="{.items[0].status.containerStatuses[0].state.$2}"; }

"$kubectl" create ns "$ns" >/dev/null
until_is 20 default k get sa default -o jsonpath='{.metadata.name}' >/dev/null

job good "" 'for i in 1 2 3; do echo line $i; sleep 0.3; done' "" | k apply -f - >/dev/null
until_is 20 '?*' state good 'running.startedAt' >/dev/null
check "logs -f follows to the end" $'line 1\nline 2\nline 3' "$(timeout 30 "$kubectl" -n "$ns" logs -f job/good 2>&1)"
check "a Job succeeds" '*Complete*' "$(until_is 30 '*Complete*' condition good)"

job three "" 'exit 3' "" | k apply -f - >/dev/null
check "exit code 3 fails the Job" '*Failed:BackoffLimitExceeded*' "$(until_is 30 '*Failed:*' condition three)"
check "exit code 3 is reported" 3 "$(state three terminated.exitCode)"

job indexed "  completions: 5
  parallelism: 2
  completionMode: Indexed" 'echo index $JOB_COMPLETION_INDEX' "" | k apply -f - >/dev/null
check "an Indexed Job with 5 completions" '*Complete*' "$(until_is 60 '*Complete*' condition indexed)"
check "all five indexes" 0-4 "$(k get job indexed -o jsonpath='{.status.completedIndexes}')"
check "each pod printed its index" 'index 0 index 1 index 2 index 3 index 4 ' "$(k logs -l job-name=indexed --tail=-1 | sort | tr '\n' ' ')"

job policy "  podFailurePolicy:
    rules:
    - action: FailJob
      onExitCodes: {containerName: main, operator: In, values: [42]}" 'exit 42' "" | sed 's/backoffLimit: 0/backoffLimit: 6/' | k apply -f - >/dev/null
check "podFailurePolicy FailJob on exit code 42" '*Failed:PodFailurePolicy*' "$(until_is 40 '*Failed:*' condition policy)"
check "and no second try" 1 "$(k get pods -l job-name=policy --no-headers | wc -l)"

job oom "" 'head -c 200m /dev/zero | tail' '        resources: {limits: {memory: 20Mi}}' | k apply -f - >/dev/null
until_is 60 '*Failed:*' condition oom >/dev/null
check "over 20Mi is OOMKilled" OOMKilled "$(state oom terminated.reason)"
check "with exit code 137" 137 "$(state oom terminated.exitCode)"

job nopull "" true "" | sed 's/busybox:1/no-such-image:1/' | k apply -f - >/dev/null
check "a wrong image shows as a pull error" '@(ErrImagePull|ImagePullBackOff)' "$(until_is 40 '@(ErrImagePull|ImagePullBackOff)' state nopull waiting.reason)"
check "and backs off" ImagePullBackOff "$(until_is 60 ImagePullBackOff state nopull waiting.reason)"
k delete job nopull --wait=false >/dev/null

k apply -f - >/dev/null <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: results}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: later}
spec: {storageClassName: standard-wait, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
YAML
check "a claim is bound" Bound "$(until_is 30 Bound k get pvc results -o jsonpath='{.status.phase}')"
check "one that waits for its pod is not" '@(Pending)' "$(sleep 1; k get pvc later -o jsonpath='{.status.phase}')"
mounted() { job "$1" "" "$2" '        volumeMounts: [{name: r, mountPath: /results}, {name: l, mountPath: /later, subPathExpr: runs/1}]
      securityContext: {runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, runAsNonRoot: true, fsGroupChangePolicy: OnRootMismatch}
      volumes: [{name: r, persistentVolumeClaim: {claimName: results}}, {name: l, persistentVolumeClaim: {claimName: later}}]'; }
mounted write 'echo kept > /results/file; echo later > /later/file' | k apply -f - >/dev/null
check "a pod of user 10001 writes to both" '*Complete*' "$(until_is 30 '*Complete*' condition write)"
k delete job write --wait >/dev/null
mounted read 'cat /results/file /later/file; id -u' | k apply -f - >/dev/null
until_is 30 '*Complete*' condition read >/dev/null
check "a later pod reads it" $'kept\nlater\n10001' "$(k logs job/read 2>&1)"
volume=$(k get pvc results -o jsonpath='{.spec.volumeName}')
check "the volume belongs to the node" node-1 "$("$kubectl" get pv "$volume" -o jsonpath='{.spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values[0]}')"
k delete job read --wait >/dev/null; k delete pvc results --wait >/dev/null
check "deleting the claim deletes the volume" '*NotFound*' "$(until_is 20 '*NotFound*' "$kubectl" get pv "$volume")"
check "and its files" gone "$(until_is 5 gone sh -c "[ -e '$root/data/volumes/$volume' ] || echo gone")"

k apply -f - >/dev/null <<'YAML'
apiVersion: v1
kind: Pod
metadata: {name: shell}
spec:
  terminationGracePeriodSeconds: 1
  containers: [{name: main, image: pagoda.test/busybox:1, command: [sh, -c, 'mkdir /w; echo served > /w/f; exec httpd -f -p 8080 -h /w'], resources: {limits: {cpu: 100m, memory: 32Mi}},
    readinessProbe: {httpGet: {path: /f, port: 8080}, periodSeconds: 1}}]
YAML
check "a readiness probe over the pod network" True "$(until_is 40 True k get pod shell -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')"
check "exec" 'in the pod' "$(k exec shell -- sh -c 'echo in the pod' 2>&1)"
check "exec passes the exit code on" 7 "$(k exec shell -- sh -c 'exit 7' >/dev/null 2>&1; echo $?)"
check "exec with standard input" typed "$(echo typed | k exec -i shell -- cat 2>&1)"
check "no way out: a pod has routes to pods and services only" '*.5.0/24 *.64.0/18 ' "$(k exec shell -- ip route | cut -d' ' -f1 | sort | tr '\n' ' ')"
check "the memory limit is in the cgroup" 33554432 "$(k exec shell -- sh -c 'cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max' )"
address=$(k get pod shell -o jsonpath='{.status.podIP}')
job peer "" 'printf "GET /f HTTP/1.0\r\n\r\n" | nc -w 5 '"$address"' 8080 | tail -n 1' "" | k apply -f - >/dev/null
until_is 30 '*Complete*' condition peer >/dev/null
check "a pod reaches another pod" served "$(k logs job/peer 2>&1)"
"$kubectl" -n "$ns" port-forward pod/shell 0:8080 >"$work/forward" 2>&1 & forward=$!
until_is 15 '*Forwarding from 127.0.0.1:*' cat "$work/forward" >/dev/null
check "port-forward" served "$(curl -fs -m 5 "http://127.0.0.1:$(sed -n 's/.*127.0.0.1:\([0-9]*\) .*/\1/p' "$work/forward" | head -1)/f")"
kill $forward 2>/dev/null; wait $forward 2>/dev/null
check "the kubelet's numbers through the API server" shell "$("$kubectl" get --raw /api/v1/nodes/node-1/proxy/stats/summary | grep -o '"name": "shell"' | head -1 | cut -d'"' -f4)"

"$kubectl" -n "$ns" get jobs --watch-only -o name >"$work/watch" 2>/dev/null & watch=$!
sleep 1; job watched "" true "" | k apply -f - >/dev/null
until_is 30 '*Complete*' condition watched >/dev/null; sleep 0.5; kill $watch 2>/dev/null; wait $watch 2>/dev/null
check "watch tells of the new Job more than once" '@([2-9]|1[0-9])' "$(grep -c watched "$work/watch")"

job ttl "  ttlSecondsAfterFinished: 3" true "" | k apply -f - >/dev/null
until_is 30 '*Complete*' condition ttl >/dev/null
check "ttlSecondsAfterFinished deletes the Job" '*NotFound*' "$(until_is 20 '*NotFound*' k get job ttl)"
job deadline "  activeDeadlineSeconds: 2" 'sleep 60' "" | k apply -f - >/dev/null
check "activeDeadlineSeconds" '*Failed:DeadlineExceeded*' "$(until_is 60 '*Failed:*' condition deadline)"
job suspended "  suspend: true" true "" | k apply -f - >/dev/null; sleep 2
check "a suspended Job has no pod" 0 "$(k get pods -l job-name=suspended --no-headers 2>/dev/null | wc -l)"
k patch job suspended -p '{"spec":{"suspend":false}}' >/dev/null
check "and runs when resumed" '*Complete*' "$(until_is 30 '*Complete*' condition suspended)"

[[ $(ctr_here images ls -q) == *pagoda.test/kubectl:1* ]] || {
  mkdir "$work/fs"; cp "$kubectl" "$work/fs/kubectl"; "$here/image.sh" pagoda.test/kubectl:1 "$work/fs" /kubectl
}
check "Node is there, for user 10001" 'v2*10001' "$(k run node --image=pagoda.test/node:24 --restart=Never --overrides='{"spec":{"securityContext":{"runAsUser":10001}}}' --command -- node -p 'process.version+" "+process.getuid()' >/dev/null; until_is 30 'v*' k logs node)"

k create sa inside >/dev/null; k create rolebinding inside --clusterrole=view --serviceaccount="$ns:inside" >/dev/null
k run inside --image=pagoda.test/kubectl:1 --restart=Never --overrides='{"spec":{"serviceAccountName":"inside"}}' --command -- /kubectl get pod inside -o name >/dev/null
check "a pod talks to the API server with its own token" pod/inside "$(until_is 30 pod/inside k logs inside)"

k create quota small --hard=pods=0 >/dev/null
until_is 10 0 k get quota small -o jsonpath='{.status.hard.pods}' >/dev/null
check "ResourceQuota refuses a pod" '*forbidden*exceeded quota*' "$(k run extra --image=pagoda.test/busybox:1 --restart=Never 2>&1)"
job quota "" true "" | k apply -f - >/dev/null
check "and the Job tells why" '*exceeded quota*' "$(until_is 30 '*exceeded quota*' k get events --field-selector reason=FailedCreate -o jsonpath='{.items[*].message}')"
k create sa limited >/dev/null; k create role reader --verb=get,list --resource=jobs >/dev/null; k create rolebinding reader --role=reader --serviceaccount="$ns:limited" >/dev/null
token=$(k create token limited)
as() { "$kubectl" --kubeconfig /dev/null --server "$(k config view -o jsonpath='{.clusters[0].cluster.server}')" --certificate-authority "$root/pki/ca.crt" --token "$token" -n "$ns" "$@"; }
check "RBAC with a service account's token: allowed" yes "$(as auth can-i list jobs)"
check "RBAC with a service account's token: refused" '*Forbidden*' "$(as delete jobs --all 2>&1)"

"$kubectl" delete ns "$ns" --wait=false >/dev/null
check "a namespace is deleted with all in it" '*NotFound*' "$(until_is 90 '*NotFound*' "$kubectl" get ns "$ns")"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
