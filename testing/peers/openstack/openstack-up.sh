#!/bin/bash
# Starts a real OpenStack control plane (Debian 12's packages: Zed) on loopback. Idempotent: what runs already stays, what does
# not is started. Prints the path of a clouds.yaml on the last line. See README.md.
#   OS_ROOT      state of this peer (default: the user's cache folder, pagoda-peers/openstack)
#   OS_SERVICES  default: keystone glance placement neutron cinder nova swift magnum
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
if [ "$(id -u)" != 0 ] || ! command -v dpkg-query >/dev/null; then
  echo "OpenStack's packages need Debian and root" >&2
  exit 1
fi
lock
wsgi_ports=(keystone:5000 placement:8778)
ports=(glance-api:9292 neutron-server:9696 cinder-api:8776 nova-api:8774 swift-proxy:8080 magnum-api:9511)
for pair in "${wsgi_ports[@]}" "${ports[@]}"; do
  has "${pair%%[-:]*}" || continue
  if port_open "${pair##*:}" && ! alive "${pair%%:*}"; then
    echo "port ${pair##*:}, which ${pair%%:*} needs, is taken" >&2
    exit 1
  fi
done

. "$here/install.sh"
. "$here/configure.sh"
. "$here/configure-infrastructure.sh"
! has magnum || . "$here/configure-magnum.sh"
! has swift || . "$here/configure-swift.sh"
. "$here/database.sh"
export HOME=$ROOT/data

wsgi() { # wsgi NAME PORT PROCESSES THREADS SETTING…
  local name=$1 port=$2 processes=$3 threads=$4 settings=() setting
  shift 4
  for setting; do settings+=(--env "$setting"); done
  # http-socket keeps no connection alive: it has to say so, or clients use closed ones again.
  start "$name" uwsgi_python3 --http-socket "127.0.0.1:$port" --wsgi-file "$ROOT/bin/$name.wsgi" --master \
    --processes "$processes" --threads "$threads" --enable-threads --die-on-term --need-app --no-orphans \
    --buffer-size 65535 --add-header "Connection: close" --thunder-lock \
    --procname-prefix-spaced "$name" --disable-logging "${settings[@]}"
}
file() { echo --config-file "$ROOT/etc/$1/$2"; }
provision() { "$PY" "$here/provision.py" "$1" "$PW" "$REGION" "$SERVICES" >&2; }

wsgi keystone 5000 2 1 OS_KEYSTONE_CONFIG_DIR="$ROOT/etc/keystone"
wait_for Keystone 60 http_up 5000
# Nova's and Neutron's daemons look into the catalog when they start.
provision identity
wait_for RabbitMQ 60 port_open "$RABBIT_PORT"
say "starting the services"
! has placement || wsgi placement 8778 1 4 OS_PLACEMENT_CONFIG_DIR="$ROOT/etc/placement"
# shellcheck disable=SC2046
{
  ! has glance || start glance-api "$ROOT/bin/glance-api" $(file glance glance-api.conf)
  ! has neutron || start neutron-server "$ROOT/bin/neutron-server" $(file neutron neutron.conf)
  ! has cinder || for daemon in api scheduler volume; do
    start cinder-$daemon "$ROOT/bin/cinder-$daemon" $(file cinder cinder.conf)
  done
  ! has nova || for daemon in conductor scheduler api; do
    start nova-$daemon "$ROOT/bin/nova-$daemon" $(file nova nova.conf) $(file nova nova-db.conf)
  done
  # It talks to the database through the conductor alone.
  ! has nova || start nova-compute "$ROOT/bin/nova-compute" $(file nova nova.conf)
  ! has swift || for daemon in account container object proxy; do start swift-$daemon "$ROOT/bin/swift-$daemon"; done
  ! has magnum || for daemon in conductor api; do
    start magnum-$daemon "$ROOT/bin/magnum-$daemon" $(file magnum magnum.conf)
  done
}
provision resources
if has nova && [ ! -e "$ROOT/data/mapped" ]; then
  # shellcheck disable=SC2046
  "$ROOT/bin/nova-manage" $(file nova nova.conf) $(file nova nova-db.conf) cell_v2 discover_hosts >>"$ROOT/log/schema-nova.log" 2>&1
  touch "$ROOT/data/mapped"
fi
cat >"$ROOT/clouds.yaml" <<YAML
clouds:
  peer-admin:
    region_name: $REGION
    auth: {auth_url: 'http://127.0.0.1:5000/v3', username: admin, password: $PW, project_name: admin, user_domain_id: default, project_domain_id: default}
  peer-demo:
    region_name: $REGION
    auth: {auth_url: 'http://127.0.0.1:5000/v3', username: demo, password: $PW, project_name: demo, user_domain_id: default, project_domain_id: default}
YAML
say "OpenStack is ready"
echo "$ROOT/clouds.yaml"
