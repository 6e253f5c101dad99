# Sourced by openstack-up.sh: MariaDB, RabbitMQ and memcached, and the schemas.
# shellcheck shell=bash disable=SC2154
if [ ! -d "$ROOT/data/mysql/mysql" ]; then
  say "creating the database"
  mariadb-install-db --no-defaults --user=root --datadir="$ROOT/data/mysql" --skip-test-db \
    --auth-root-authentication-method=normal >"$ROOT/log/mariadb-install.log" 2>&1
fi
# Nothing here has to outlive a power failure.
start mariadb mariadbd --no-defaults --user=root --datadir="$ROOT/data/mysql" --socket="$SOCK" \
  --pid-file="$ROOT/run/own/mariadbd" --skip-networking --skip-log-bin --performance-schema=off \
  --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --innodb-doublewrite=0 \
  --innodb-buffer-pool-size=128M --innodb-log-file-size=32M --max-connections=400 \
  --character-set-server=utf8mb3 --skip-name-resolve
start epmd epmd -address 127.0.0.1 -port 4370
mkdir -p "$ROOT/data/rabbit"
: >>"$ROOT/etc/rabbit/enabled_plugins"
echo '[].' >"$ROOT/etc/rabbit/enabled_plugins"
cat >"$ROOT/etc/rabbit/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$RABBIT_PORT
loopback_users.guest = true
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = warning
log.file = false
CONF
start rabbitmq env HOME="$ROOT/data/rabbit" ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=4370 RUNNING_UNDER_SYSTEMD=1 \
  RABBITMQ_NODENAME=played@localhost RABBITMQ_CONFIG_FILE="$ROOT/etc/rabbit/rabbitmq.conf" \
  RABBITMQ_ENABLED_PLUGINS_FILE="$ROOT/etc/rabbit/enabled_plugins" RABBITMQ_MNESIA_BASE="$ROOT/data/rabbit/mnesia" \
  RABBITMQ_LOG_BASE="$ROOT/log/rabbit" RABBITMQ_PID_FILE="$ROOT/run/own/rabbitmq" RABBITMQ_CONF_ENV_FILE=/dev/null \
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none" \
  /usr/lib/rabbitmq/bin/rabbitmq-server
start memcached memcached -u root -l 127.0.0.1 -p "$MEMCACHE_PORT" -U 0 -m 64
wait_for MariaDB 60 sql -e 'select 1'

# Of each service as far as it is here; several at once.
schema_keystone() {
  local manage=(keystone-manage --config-file "$ROOT/etc/keystone/keystone.conf")
  mkdir -p "$ROOT"/data/{fernet,credential}
  chmod 700 "$ROOT"/data/{fernet,credential}
  "${manage[@]}" fernet_setup --keystone-user root --keystone-group root
  "${manage[@]}" credential_setup --keystone-user root --keystone-group root
  "${manage[@]}" db_sync
  "${manage[@]}" bootstrap --bootstrap-password "$PW" --bootstrap-region-id $REGION \
    --bootstrap-admin-url http://127.0.0.1:5000/v3/ --bootstrap-internal-url http://127.0.0.1:5000/v3/ \
    --bootstrap-public-url http://127.0.0.1:5000/v3/
}
schema_nova() {
  local manage=("$ROOT/bin/nova-manage" --config-file "$ROOT/etc/nova/nova.conf" --config-file "$ROOT/etc/nova/nova-db.conf")
  "${manage[@]}" api_db sync
  "${manage[@]}" cell_v2 map_cell0 --database_connection "$(db nova_cell0)"
  "${manage[@]}" db sync
  "${manage[@]}" cell_v2 list_cells | grep -q cell1 ||
    "${manage[@]}" cell_v2 create_cell --name cell1 --transport-url "$TRANSPORT" --database_connection "$(db nova)"
}
schema_glance() { "$ROOT/bin/glance-manage" --config-file "$ROOT/etc/glance/glance-api.conf" db_sync; }
schema_placement() { placement-manage --config-file "$ROOT/etc/placement/placement.conf" db sync; }
schema_neutron() { "$ROOT/bin/neutron-db-manage" --config-file "$ROOT/etc/neutron/neutron.conf" upgrade heads; }
schema_cinder() { "$ROOT/bin/cinder-manage" --config-file "$ROOT/etc/cinder/cinder.conf" db sync; }
schema_magnum() { "$ROOT/bin/magnum-db-manage" --config-file "$ROOT/etc/magnum/magnum.conf" upgrade; }

if [ ! -e "$ROOT/data/synced" ]; then
  say "making the schemas"
  for name in keystone glance placement neutron cinder nova nova_api nova_cell0 magnum; do
    echo "create database if not exists $name character set utf8mb3;"
  done | sql
  jobs=()
  for name in keystone neutron nova cinder glance placement magnum; do
    has $name || continue
    (set -e; "schema_$name") >"$ROOT/log/schema-$name.log" 2>&1 9>&- &
    jobs+=("$!:$name")
  done
  for job in "${jobs[@]}"; do
    wait "${job%%:*}" || { tail -20 "$ROOT/log/schema-${job##*:}.log" >&2; echo "schema of ${job##*:} failed" >&2; exit 1; }
  done
  touch "$ROOT/data/synced"
fi
