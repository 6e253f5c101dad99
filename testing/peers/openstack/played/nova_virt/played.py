"""nova.virt.fake plus: guests survive a restart of nova-compute; a snapshot of
a server uploads a few bytes, so that its image becomes active; a server whose
name starts with 'fail-' goes to ERROR."""
import io
from nova.compute import power_state
from nova.compute import task_states
from nova.image import glance
from nova.virt import fake


class FakeDriver(fake.FakeDriver):
    def init_host(self, host):
        super().init_host(host)
        from nova import context as nctx
        from nova import objects
        ctxt = nctx.get_admin_context()
        for inst in objects.InstanceList.get_by_host(
                ctxt, host, expected_attrs=['info_cache', 'flavor']):
            state = inst.power_state
            self.instances[inst.uuid] = fake.FakeInstance(
                inst.name, power_state.RUNNING if state is None else state,
                inst.uuid)
            nw = inst.info_cache and inst.info_cache.network_info
            for vif in nw or []:
                self._interfaces[vif['id']] = vif

    def get_host_uptime(self):
        return '00:00:00 up 1 day,  1 user,  load average: 0.00, 0.00, 0.00'

    def spawn(self, context, instance, *a, **kw):
        if (instance.display_name or '').startswith('fail-'):
            raise RuntimeError('asked to fail by its name')
        return super().spawn(context, instance, *a, **kw)

    def snapshot(self, context, instance, image_id, update_task_state):
        update_task_state(task_state=task_states.IMAGE_PENDING_UPLOAD)
        update_task_state(task_state=task_states.IMAGE_UPLOADING,
                          expected_state=task_states.IMAGE_PENDING_UPLOAD)
        glance.get_default_image_service().update(
            context, image_id,
            {'disk_format': 'raw', 'container_format': 'bare'},
            data=io.BytesIO(b'played server snapshot'), purge_props=False)
