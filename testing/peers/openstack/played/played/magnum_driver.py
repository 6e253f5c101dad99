"""Magnum driver without Heat: each operation is IN_PROGRESS until the
conductor's next look (each 2 s here), then COMPLETE; a cluster whose name starts
with 'fail-' ends as CREATE_FAILED, with 'updatefails-' its changes end as
UPDATE_FAILED, with 'deletefails-' its first deletion as DELETE_FAILED."""
import uuid
from magnum.conductor.handlers.common import cert_manager
from magnum.conductor.handlers.common import trust_manager
from magnum.common import clients
from magnum.drivers.common import driver


REASON = 'asked to fail by its name'
# Clusters whose deletion has failed once.
_failed = set()


class Driver(driver.Driver):
    @property
    def provides(self):
        return [{'server_type': 'vm', 'os': 'fedora-coreos', 'coe': 'kubernetes'}]

    def _mark(self, cluster, status):
        cluster.status = status
        cluster.status_reason = None
        for ng in cluster.nodegroups:
            ng.status = status
            ng.save()

    def _fail(self, cluster, status):
        self._mark(cluster, status)
        cluster.status_reason = REASON
        cluster.save()

    def create_cluster(self, context, cluster, cluster_create_timeout):
        cluster.stack_id = str(uuid.uuid4())
        self._mark(cluster, 'CREATE_IN_PROGRESS')

    def update_cluster(self, context, cluster, scale_manager=None, rollback=False):
        self._mark(cluster, 'UPDATE_IN_PROGRESS')

    def upgrade_cluster(self, context, cluster, cluster_template, max_batch_size,
                        nodegroup, scale_manager=None, rollback=False):
        cluster.cluster_template_id = cluster_template.uuid
        self._mark(cluster, 'UPDATE_IN_PROGRESS')

    def delete_cluster(self, context, cluster):
        self._mark(cluster, 'DELETE_IN_PROGRESS')
        cluster.save()

    def resize_cluster(self, context, cluster, resize_manager, node_count,
                       nodes_to_remove, nodegroup=None):
        self._mark(cluster, 'UPDATE_IN_PROGRESS')

    def create_nodegroup(self, context, cluster, nodegroup):
        nodegroup.stack_id = cluster.stack_id
        nodegroup.status = 'CREATE_IN_PROGRESS'
        nodegroup.save()

    def update_nodegroup(self, context, cluster, nodegroup):
        nodegroup.status = 'UPDATE_IN_PROGRESS'
        nodegroup.save()

    def delete_nodegroup(self, context, cluster, nodegroup):
        nodegroup.status = 'DELETE_IN_PROGRESS'
        nodegroup.save()

    def rotate_ca_certificate(self, context, cluster):
        self._mark(cluster, 'UPDATE_IN_PROGRESS')

    def create_federation(self, context, federation):
        raise NotImplementedError()

    update_federation = delete_federation = create_federation

    def update_cluster_status(self, context, cluster, use_admin_ctx=False):
        if (cluster.status == 'DELETE_IN_PROGRESS'
                and cluster.name.startswith('deletefails-')
                and cluster.uuid not in _failed):
            _failed.add(cluster.uuid)
            self._fail(cluster, 'DELETE_FAILED')
            return
        if cluster.status == 'DELETE_IN_PROGRESS':
            osc = clients.OpenStackClients(context)
            trust_manager.delete_trustee_and_trust(osc, context, cluster)
            cert_manager.delete_certificates_from_cluster(cluster, context=context)
            cluster.status = 'DELETE_COMPLETE'
            cluster.save()
            return
        if cluster.status == 'CREATE_IN_PROGRESS' and cluster.name.startswith('fail-'):
            self._fail(cluster, 'CREATE_FAILED')
            return
        if cluster.status == 'UPDATE_IN_PROGRESS' and cluster.name.startswith('updatefails-'):
            self._fail(cluster, 'UPDATE_FAILED')
            return
        for ng in list(cluster.nodegroups):
            if ng.status == 'DELETE_IN_PROGRESS':
                ng.destroy()
                continue
            ng.status = cluster.status.replace('IN_PROGRESS', 'COMPLETE')
            ng.node_addresses = ['10.1.0.%d' % (10 + i) for i in range(ng.node_count)]
            ng.save()
        cluster.status = cluster.status.replace('IN_PROGRESS', 'COMPLETE')
        cluster.api_address = 'https://127.0.0.1:6443'
        cluster.coe_version = 'v1.23.3'
        cluster.container_version = '20.10'
        cluster.health_status = 'HEALTHY'
        cluster.health_status_reason = {'api': 'ok'}
        cluster.save()
