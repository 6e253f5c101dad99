# Sourced by openstack-up.sh: the configuration of Magnum, whose clusters are played by played/magnum_driver.py.
# shellcheck shell=bash disable=SC2154
mkdir -p "$ROOT"/etc/magnum "$ROOT"/data/magnum/certs
cp "$COMMON/magnum-common/api-paste.ini" "$ROOT/etc/magnum/"
cat >"$ROOT/etc/magnum/magnum.conf" <<E
[DEFAULT]
$LOGS
host = played
state_path = $ROOT/data/magnum
transport_url = $TRANSPORT
[api]
host = 127.0.0.1
port = 9511
workers = 1
api_paste_config = $ROOT/etc/magnum/api-paste.ini
[conductor]
workers = 1
[database]
connection = $(db magnum)
$DBOPT
[certificates]
cert_manager_type = x509keypair
storage_path = $ROOT/data/magnum/certs
[drivers]
disabled_drivers = k8s_coreos_v1,k8s_fedora_atomic_v1,k8s_fedora_coreos_v1,k8s_fedora_ironic_v1,mesos_ubuntu_v1,swarm_fedora_atomic_v1,swarm_fedora_atomic_v2
[trust]
cluster_user_trust = true
trustee_domain_name = magnum
trustee_domain_admin_name = magnum_domain_admin
trustee_domain_admin_password = $PW
trustee_keystone_region_name = $REGION
trustee_keystone_interface = public
[cinder]
default_docker_volume_type = standard
default_boot_volume_type = standard
[cinder_client]
region_name = $REGION
[oslo_concurrency]
lock_path = $ROOT/run/lock
[oslo_policy]
enforce_scope = false
[keystone_auth]
auth_url = http://127.0.0.1:5000/v3
auth_type = password
username = magnum
password = $PW
project_name = service
user_domain_id = default
project_domain_id = default
$(authtoken magnum | sed 's#5000/$#5000/v3#')
$MQOPT
E
stub magnum-db-manage magnum.cmd.db_manage:main
stub magnum-api magnum.cmd.api:main
# Magnum looks after its clusters each ten seconds, which no setting changes; here it does each two, for tests wait for it.
stub magnum-conductor magnum.cmd.conductor:main "from oslo_service import periodic_task
_periodic = periodic_task.periodic_task
def quick(*args, **kwargs):
    if kwargs.get('spacing') == 10:
        kwargs['spacing'] = 2
    return _periodic(*args, **kwargs)
periodic_task.periodic_task = quick"
