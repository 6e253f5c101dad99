# Sourced by openstack-up.sh: the configuration of the services, and small programs that start them from $ROOT.
# shellcheck shell=bash disable=SC2154
cp -r "$here/played/." "$ROOT/lib/"
mkdir -p "$ROOT"/etc/{keystone,glance,placement,neutron,cinder,nova,rabbit}
TRANSPORT="rabbit://guest:guest@127.0.0.1:$RABBIT_PORT/"
LOGS="debug = false
default_log_levels = amqp=WARN,sqlalchemy=WARN,oslo.messaging=INFO,stevedore=WARN,keystonemiddleware=WARN,oslo_policy=ERROR,urllib3=WARN"
DBOPT="max_pool_size = 5
max_overflow = 20
connection_recycle_time = 3600"
MQOPT="[oslo_messaging_rabbit]
heartbeat_in_pthread = false
heartbeat_timeout_threshold = 0
[oslo_messaging_notifications]
driver = noop"

authtoken() { # user
  cat <<E
[keystone_authtoken]
www_authenticate_uri = http://127.0.0.1:5000/
auth_url = http://127.0.0.1:5000/
auth_type = password
username = $1
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
region_name = $REGION
service_token_roles_required = true
service_token_roles = service
token_cache_time = 5
[service_user]
send_service_user_token = true
auth_url = http://127.0.0.1:5000/
auth_type = password
username = $1
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
E
}
creds() { # section user
  cat <<E
[$1]
auth_url = http://127.0.0.1:5000/
auth_type = password
username = $2
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
region_name = $REGION
E
}

stub() { # name module:func [prelude]
  cat >"$ROOT/bin/$1" <<E
#!/usr/bin/python3
import sys
sys.path.insert(0, '$ROOT/lib')
${3:-}
from ${2%%:*} import ${2##*:} as main
sys.argv[0] = '$1'
sys.exit(main())
E
  chmod +x "$ROOT/bin/$1"
}
wsgistub() { # name module:func
  printf 'from %s import %s as f\napplication = f()\n' "${2%%:*}" "${2##*:}" >"$ROOT/bin/$1.wsgi"
}

cat >"$ROOT/etc/keystone/keystone.conf" <<E
[DEFAULT]
$LOGS
[database]
connection = $(db keystone)
$DBOPT
[token]
provider = fernet
expiration = 14400
[fernet_tokens]
key_repository = $ROOT/data/fernet
[credential]
key_repository = $ROOT/data/credential
[identity]
password_hash_rounds = 4
[cache]
enabled = true
backend = oslo_cache.memcache_pool
memcache_servers = 127.0.0.1:$MEMCACHE_PORT
[oslo_messaging_notifications]
driver = noop
E

cp "$COMMON/glance-common/glance-api-paste.ini" "$ROOT/etc/glance/"
cat >"$ROOT/etc/glance/glance-api.conf" <<E
[DEFAULT]
$LOGS
bind_host = 127.0.0.1
bind_port = 9292
enabled_backends = store:file
worker_self_reference_url = http://127.0.0.1:9292
workers = 0
node_staging_uri = file://$ROOT/data/glance-staging
[glance_store]
default_backend = store
[store]
filesystem_store_datadir = $ROOT/data/glance
[os_glance_tasks_store]
filesystem_store_datadir = $ROOT/data/glance-tasks
[os_glance_staging_store]
filesystem_store_datadir = $ROOT/data/glance-staging
[database]
connection = $(db glance)
$DBOPT
[paste_deploy]
flavor = keystone
config_file = $ROOT/etc/glance/glance-api-paste.ini
[oslo_concurrency]
lock_path = $ROOT/run/lock
[oslo_messaging_notifications]
driver = noop
$(authtoken glance)
E

cat >"$ROOT/etc/placement/placement.conf" <<E
[DEFAULT]
$LOGS
[api]
auth_strategy = keystone
[placement_database]
connection = $(db placement)
$DBOPT
$(authtoken placement)
E

stub neutron-db-manage neutron.db.migration.cli:main
stub neutron-server neutron.cmd.eventlet.server:main
stub glance-manage glance.cmd.manage:main
stub cinder-manage cinder.cmd.manage:main
stub cinder-scheduler cinder.cmd.scheduler:main
stub cinder-volume cinder.cmd.volume:main
stub nova-manage nova.cmd.manage:main
stub nova-scheduler nova.cmd.scheduler:main
stub nova-conductor nova.cmd.conductor:main
stub nova-compute nova.cmd.compute:main "import nova.monkey_patch  # noqa, before all else
import nova.virt
nova.virt.__path__.append('$ROOT/lib/nova_virt')"
wsgistub keystone keystone.server.wsgi:initialize_public_application
wsgistub placement placement.wsgi:init_application
stub glance-api glance.cmd.api:main
stub cinder-api cinder.cmd.api:main
stub nova-api nova.cmd.api_os_compute:main
mkdir -p "$ROOT"/run/lock "$ROOT"/data/{glance,glance-staging,glance-tasks,nova/instances,neutron,cinder/conversion,cinder/coordination}
