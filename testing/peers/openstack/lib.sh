# Shared by the scripts of this folder, which source it: where the peer is, and how its programs are started and stopped.
#   OS_ROOT  state of the peer (default: the user's cache folder, pagoda-peers/openstack)
# shellcheck shell=bash
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${OS_ROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/pagoda-peers/openstack}
mkdir -p "$ROOT"/{etc,run/own,log,data,lib,bin,deb}
ROOT=$(cd -P "$ROOT" && pwd)
SERVICES=" ${OS_SERVICES:-keystone glance placement neutron cinder nova swift magnum} "
PW=secret
REGION=RegionOne
PY=/usr/bin/python3
SOCK=$ROOT/run/mysql.sock
RABBIT_PORT=5672
MEMCACHE_PORT=11311
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 PYTHONPATH=$ROOT/lib
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY

has() { [[ $SERVICES == *" $1 "* ]]; }
say() { printf '[%4d s] %s\n' "$SECONDS" "$*" >&2; }
# One script at a time changes the peer. The programs it starts must not hold the lock on: see start.
lock() {
  exec 9>"$ROOT/run/scripts.lock"
  flock 9
}
# A pid file outlives a restart of the machine, and its number may then be anyone's: it counts only with the time at which the
# process was started.
started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
alive() {
  local pid at
  read -r pid at 2>/dev/null <"$ROOT/run/$1.pid" && [ -n "$at" ] && [ "$(started "$pid")" = "$at" ]
}
start() { # start NAME COMMAND…
  local name=$1 pid
  shift
  ! alive "$name" || return 0
  (cd "$ROOT/data" && exec setsid "$@" >>"$ROOT/log/$name.log" 2>&1 </dev/null 9>&-) &
  pid=$!
  disown
  echo "$pid $(started "$pid")" >"$ROOT/run/$name.pid"
}
# stop SECONDS NAME…: all are told at once; who has not gone in time is killed, with what it has started.
stop() {
  local limit=$1 name pid end
  shift
  for name; do
    if alive "$name"; then kill "$(pid_of "$name")" 2>/dev/null; else rm -f "$ROOT/run/$name.pid"; fi
  done
  end=$((SECONDS + limit))
  for name; do
    while alive "$name" && [ $SECONDS -lt $end ]; do sleep 0.1; done
    if alive "$name"; then
      pid=$(pid_of "$name")
      echo "$name did not stop in time: killed" >&2
      # Each leads a group of its own: see setsid above.
      kill -KILL -- "-$pid" 2>/dev/null || true
    fi
    rm -f "$ROOT/run/$name.pid"
  done
}
pid_of() { cut -d' ' -f1 "$ROOT/run/$1.pid"; }
running() { # names of all that has a pid file
  local file
  for file in "$ROOT"/run/*.pid; do [ ! -e "$file" ] || basename "$file" .pid; done
}
wait_for() { # wait_for WHAT SECONDS COMMAND…
  local what=$1 end=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || { echo "$what did not become ready; see $ROOT/log" >&2; exit 1; }
    sleep 0.2
  done
}
port_open() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
http_up() { curl -s -o /dev/null -m 20 "http://127.0.0.1:$1/"; }
sql() { mariadb --no-defaults -S "$SOCK" -uroot "$@"; }
# The URL of a database, for SQLAlchemy.
db() { echo "mysql+pymysql://root@localhost/$1?unix_socket=$SOCK&charset=utf8"; }
