"""Cinder driver that keeps nothing: every call succeeds at once, except for
a volume or snapshot whose name starts with 'fail-', which goes to 'error'."""
import io
from cinder.volume import driver


def _maybe_fail(obj):
    if (obj.display_name or '').startswith('fail-'):
        raise RuntimeError('asked to fail by its name')


class FakeVolumeDriver(driver.VolumeDriver):
    VERSION = '1.0'

    def do_setup(self, context):
        pass

    def check_for_setup_error(self):
        pass

    def _update_volume_stats(self):
        name = self.configuration.safe_get('volume_backend_name') or 'fake'
        self._stats = {
            'volume_backend_name': name, 'vendor_name': 'played',
            'driver_version': self.VERSION, 'storage_protocol': 'iSCSI',
            'pools': [{
                'pool_name': name, 'total_capacity_gb': 100000,
                'free_capacity_gb': 100000, 'provisioned_capacity_gb': 0,
                'reserved_percentage': 0, 'max_over_subscription_ratio': 20.0,
                'thin_provisioning_support': True, 'multiattach': True,
                'online_extend_support': True, 'QoS_support': False,
                'filter_function': self.get_filter_function(),
                'goodness_function': self.get_goodness_function()}]}

    def create_volume(self, volume):
        _maybe_fail(volume)

    def delete_volume(self, volume):
        pass

    def create_snapshot(self, snapshot):
        _maybe_fail(snapshot)

    def delete_snapshot(self, snapshot):
        pass

    def revert_to_snapshot(self, context, volume, snapshot):
        pass

    def create_cloned_volume(self, volume, src_vref):
        _maybe_fail(volume)

    def create_volume_from_snapshot(self, volume, snapshot):
        _maybe_fail(volume)

    def clone_image(self, context, volume, image_location, image_meta,
                    image_service):
        _maybe_fail(volume)
        return {}, True

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        image_service.update(context, image_meta['id'], {},
                             io.BytesIO(b'played volume bytes'))

    def extend_volume(self, volume, new_size):
        pass

    def retype(self, context, volume, new_type, diff, host):
        return True, None

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector):
        return {'driver_volume_type': 'iscsi', 'data': {
            'target_discovered': False, 'target_portal': '127.0.0.1:3260',
            'target_iqn': 'iqn.2010-10.org.openstack:volume-%s' % volume.id,
            'target_lun': 1, 'volume_id': volume.id}}

    def terminate_connection(self, volume, connector, **kwargs):
        pass
