#!/bin/bash
# Ends what openstack-up.sh has started. --purge removes its data, logs and configuration, too; Debian's packages stay.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
lock
mapfile -t services < <(running | grep -vxE 'mariadb|rabbitmq|epmd|memcached' || true)
stop 12 "${services[@]}"
stop 20 memcached rabbitmq mariadb
stop 5 epmd
if [ "${1:-}" = --purge ]; then rm -rf "${ROOT:?}"; fi
