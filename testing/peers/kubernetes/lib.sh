# Shared by the scripts of this folder, which source it: where the peer is and how its programs are started and stopped.
#   K8S_ROOT  state, keys, logs and process ids of one cluster     K8S_PORT  its API server     K8S_BRIDGE  prefix of its bridges
# shellcheck shell=bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/kubernetes
export K8S_ROOT=${K8S_ROOT:-$cache}
port=${K8S_PORT:-16443} bridge=${K8S_BRIDGE:-pagoda}
export PATH=$PATH:/usr/sbin:/sbin

# Enters the cluster's folder: its programs are told from others by working there.
enter() {
  mkdir -p "$K8S_ROOT"/{pki,run,log,etc,data}
  cd -P "$K8S_ROOT" || exit 1
  root=$PWD
}
# Lets one script at a time change the cluster. The programs it starts must not hold the lock on: see start.
lock() {
  exec 9>"$root/run/lock"
  flock 9
}
# A pid file outlives a restart of the machine, and its number may then be anyone's: it counts only for a process that works here.
alive() { [ -f "run/$1.pid" ] && [ "$(readlink "/proc/$(cat "run/$1.pid")/cwd")" = "$PWD" ]; }
start() { # start NAME COMMAND…
  local name=$1
  shift
  alive "$name" && return
  setsid nohup "$@" >"log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"run/$name.pid"
}
stop() { # stop NAME…: all are told at once; who has not gone after 5 s is killed
  local name pid
  for name; do
    if alive "$name"; then kill "$(cat "run/$name.pid")" 2>/dev/null; else rm -f "run/$name.pid"; fi
  done
  for name; do
    [ -f "run/$name.pid" ] || continue
    pid=$(cat "run/$name.pid")
    for _ in $(seq 1 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null
    rm -f "run/$name.pid"
  done
  return 0
}
wait_for() { # wait_for SECONDS WHAT COMMAND…
  local limit=$1 what=$2
  shift 2
  for _ in $(seq 1 $((limit * 5))); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done
  echo "$what did not become ready; see the logs in $root/log" >&2
  exit 1
}
# Installs the Debian packages that are not there.
need() { # need PACKAGE…
  local package missing=()
  for package; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "missing: ${missing[*]}; install them with apt-get" >&2
    exit 1
  fi
  echo "installing ${missing[*]}" >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$root/log/apt.log" 2>&1 ||
    { tail -n 5 "$root/log/apt.log" >&2; exit 1; }
}
ctr_here() { ctr --address "$root/run/containerd.sock" -n k8s.io "$@"; }
