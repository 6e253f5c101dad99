# Shared by the scripts of this folder, which source it.
# shellcheck shell=bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=${PODMAN_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/podman}
mkdir -p "$root"
root=$(cd -P "$root" && pwd)
port=${PODMAN_PORT:-15100}
socket=$root/podman.sock
export PATH=$PATH:/usr/sbin:/sbin
export CONTAINERS_CONF=$root/etc/containers.conf CONTAINERS_REGISTRIES_CONF=$root/etc/registries.conf
podman=(podman --root "$root/storage" --runroot "$root/run" --storage-driver vfs)

# A pid file outlives a restart of the machine, and its number may then be anyone's: it counts only for a process that works here.
alive() { [ -f "$root/$1.pid" ] && [ "$(readlink "/proc/$(cat "$root/$1.pid")/cwd")" = "$root" ]; }
start() { # start NAME COMMAND…
  local name=$1
  shift
  ! alive "$name" || return 0
  (cd "$root" && exec setsid nohup "$@" >"$root/log/$name.log" 2>&1 </dev/null 9>&-) &
  echo $! >"$root/$name.pid"
}
stop() { # stop NAME…
  local name pid
  for name; do
    if alive "$name"; then
      pid=$(cat "$root/$name.pid")
      kill "$pid"
      for _ in $(seq 1 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    fi
    rm -f "$root/$name.pid"
  done
}
wait_for() { # wait_for WHAT COMMAND…
  local what=$1
  shift
  for _ in $(seq 1 100); do "$@" >/dev/null 2>&1 && return; sleep 0.1; done
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
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}
