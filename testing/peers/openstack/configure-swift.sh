# Sourced by openstack-up.sh: the configuration of Swift, with its S3 API; one device, one copy.
# shellcheck shell=bash disable=SC2154
mkdir -p "$ROOT"/etc/swift "$ROOT"/data/swift/d1
cat >"$ROOT/etc/swift/swift.conf" <<E
[swift-hash]
swift_hash_path_suffix = played
[storage-policy:0]
name = gold
default = yes
E
sw() { # account|container|object port
  cat >"$ROOT/etc/swift/$1.conf" <<E
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
user = root
workers = 0
swift_dir = $ROOT/etc/swift
devices = $ROOT/data/swift
mount_check = false
disable_fallocate = true
log_address = /dev/null
log_level = ERROR
[pipeline:main]
pipeline = $1-server
[app:$1-server]
use = egg:swift#$1
E
}
sw account 6202; sw container 6201; sw object 6200
cat >"$ROOT/etc/swift/proxy.conf" <<E
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = 8080
user = root
workers = 0
swift_dir = $ROOT/etc/swift
log_address = /dev/null
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging cache listing_formats bulk tempurl authtoken s3api s3token keystoneauth copy container-quotas account-quotas slo dlo versioned_writes symlink proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
$(for f in catch_errors gatekeeper healthcheck proxy_logging listing_formats bulk tempurl copy container_quotas account_quotas slo dlo symlink; do
  n=${f//_/-}; case $f in catch_errors|listing_formats) n=$f ;; esac
  printf '[filter:%s]\nuse = egg:swift#%s\n' "$n" "$f"; done)
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$MEMCACHE_PORT
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:s3token]
use = egg:swift#s3token
auth_uri = http://127.0.0.1:5000/v3
reseller_prefix = AUTH_
# since CVE-2025-65073 keystone asks who asks about S3 signatures
auth_url = http://127.0.0.1:5000/v3
auth_type = password
username = swift
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = http://127.0.0.1:5000/
auth_url = http://127.0.0.1:5000/
auth_type = password
username = swift
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
delay_auth_decision = true
include_service_catalog = false
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
reseller_admin_role = admin
E
SWPRE="import swift.common.utils as u
u.set_swift_dir('$ROOT/etc/swift')"
stub swift-ring-builder swift.cli.ringbuilder:main "$SWPRE"
for w in account container object proxy; do
  cat >"$ROOT/bin/swift-$w" <<E
#!/usr/bin/python3
import sys
$SWPRE
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi('$ROOT/etc/swift/$w.conf', '$w-server', verbose=True))
E
  chmod +x "$ROOT/bin/swift-$w"
done
if [ ! -e "$ROOT/etc/swift/object.ring.gz" ]; then
  for w in account:6202 container:6201 object:6200; do
    b="$ROOT/etc/swift/${w%%:*}.builder"; RB="$ROOT/bin/swift-ring-builder"
    { $RB "$b" create 4 1 0 && $RB "$b" add "r1z1-127.0.0.1:${w##*:}/d1" 1 && $RB "$b" rebalance; } \
      >>"$ROOT/log/swift-ring.log" 2>&1 || [ $? -le 1 ]
  done
fi
