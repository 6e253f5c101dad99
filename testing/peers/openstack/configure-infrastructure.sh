# Sourced by openstack-up.sh: the configuration of Neutron, Cinder and Nova.
# shellcheck shell=bash disable=SC2154
cp "$COMMON/neutron-common/api-paste.ini" "$ROOT/etc/neutron/"
cat >"$ROOT/etc/neutron/neutron.conf" <<E
[DEFAULT]
$LOGS
bind_host = 127.0.0.1
bind_port = 9696
host = played
state_path = $ROOT/data/neutron
api_paste_config = $ROOT/etc/neutron/api-paste.ini
core_plugin = ml2
service_plugins = router,network_ip_availability
auth_strategy = keystone
transport_url = $TRANSPORT
api_workers = 0
rpc_workers = 0
rpc_state_report_workers = 0
allow_overlapping_ips = true
notify_nova_on_port_status_changes = true
notify_nova_on_port_data_changes = true
router_distributed = false
l3_ha = false
[database]
connection = $(db neutron)
$DBOPT
[oslo_concurrency]
lock_path = $ROOT/run/lock
$(authtoken neutron)
$(creds nova nova)
$(creds placement placement)
$MQOPT
[ml2]
type_drivers = flat,vlan,vxlan,local
tenant_network_types = vxlan
mechanism_drivers = played
extension_drivers = port_security
[ml2_type_flat]
flat_networks = public
[ml2_type_vlan]
network_vlan_ranges = public
[ml2_type_vxlan]
vni_ranges = 1:1000
[securitygroup]
enable_security_group = true
E

cp "$COMMON/cinder-common/api-paste.ini" "$ROOT/etc/cinder/"
cp "$ROOT/deb/root/etc/cinder/resource_filters.json" "$ROOT/etc/cinder/"
cat >"$ROOT/etc/cinder/cinder.conf" <<E
[DEFAULT]
$LOGS
my_ip = 127.0.0.1
host = played
state_path = $ROOT/data/cinder
image_conversion_dir = $ROOT/data/cinder/conversion
api_paste_config = $ROOT/etc/cinder/api-paste.ini
resource_query_filters_file = $ROOT/etc/cinder/resource_filters.json
osapi_volume_listen = 127.0.0.1
osapi_volume_workers = 1
auth_strategy = keystone
transport_url = $TRANSPORT
enabled_backends = fake
default_volume_type = standard
glance_api_servers = http://127.0.0.1:9292
allow_availability_zone_fallback = true
scheduler_default_filters = AvailabilityZoneFilter,CapacityFilter,CapabilitiesFilter
report_interval = 10
periodic_interval = 10
periodic_fuzzy_delay = 0
backend_stats_polling_interval = 10
[fake]
volume_driver = played.cinder_driver.FakeVolumeDriver
volume_backend_name = fake
[database]
connection = $(db cinder)
$DBOPT
[oslo_concurrency]
lock_path = $ROOT/run/lock
[coordination]
backend_url = file://$ROOT/data/cinder/coordination
[key_manager]
backend = cinder.keymgr.conf_key_mgr.ConfKeyManager
fixed_key = 0000000000000000000000000000000000000000000000000000000000000000
$(authtoken cinder)
$(creds nova nova)
$MQOPT
E

cp "$COMMON/nova-common/api-paste.ini" "$ROOT/etc/nova/"
cat >"$ROOT/etc/nova/nova.conf" <<E
[DEFAULT]
$LOGS
my_ip = 127.0.0.1
host = played
state_path = $ROOT/data/nova
transport_url = $TRANSPORT
enabled_apis = osapi_compute
osapi_compute_listen = 127.0.0.1
osapi_compute_workers = 1
compute_driver = played.FakeDriver
vif_plugging_is_fatal = false
vif_plugging_timeout = 0
report_interval = 10
resume_guests_state_on_host_boot = false
allow_resize_to_same_host = true
force_config_drive = false
instance_usage_audit = false
[api]
auth_strategy = keystone
[wsgi]
api_paste_config = $ROOT/etc/nova/api-paste.ini
[oslo_concurrency]
lock_path = $ROOT/run/lock
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 30
[compute]
resource_provider_association_refresh = 0
[vnc]
enabled = true
server_listen = 127.0.0.1
server_proxyclient_address = 127.0.0.1
novncproxy_base_url = http://127.0.0.1:6080/vnc_auto.html
[key_manager]
backend = nova.keymgr.conf_key_mgr.ConfKeyManager
fixed_key = 0000000000000000000000000000000000000000000000000000000000000000
[glance]
api_servers = http://127.0.0.1:9292
[cinder]
catalog_info = volumev3:cinderv3:publicURL
os_region_name = $REGION
$(creds cinder nova | sed 1d)
$(creds neutron nova)
$(creds placement nova)
$(authtoken nova)
$MQOPT
E

# nova-compute must not have these: it talks to the conductor only
cat >"$ROOT/etc/nova/nova-db.conf" <<E
[api_database]
connection = $(db nova_api)
$DBOPT
[database]
connection = $(db nova)
$DBOPT
E
