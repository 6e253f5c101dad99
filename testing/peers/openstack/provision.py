#!/usr/bin/python3
"""Makes, where missing: service users, catalog, a demo project and user,
flavors, volume types, networks, an image.  Waits for the workers."""
import json, os, sys, time
import requests
STEP, PW, REGION, SERVICES = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].split()
K = 'http://127.0.0.1:5000/v3'
S = requests.Session()
S.trust_env = False


def call(m, url, ok=(200, 201, 202, 204, 300), **kw):
    r = S.request(m, url, timeout=120, **kw)
    if r.status_code not in ok:
        raise SystemExit('%s %s -> %s %s' % (m, url, r.status_code, r.text[:500]))
    return r


def token(user, project):
    r = call('POST', K + '/auth/tokens', json={'auth': {
        'identity': {'methods': ['password'], 'password': {'user': {
            'name': user, 'domain': {'id': 'default'}, 'password': PW}}},
        'scope': {'project': {'name': project, 'domain': {'id': 'default'}}}}})
    S.headers['X-Auth-Token'] = r.headers['X-Subject-Token']
    return r.json()['token']


def ensure(coll, sing, body, base=K, key='name', q=None):
    found = call('GET', '%s/%s' % (base, coll), params=q or {key: body[key]}).json()[coll.split('/')[-1].replace('-', '_')]
    found = [f for f in found if f.get(key) == body[key]]
    return found[0] if found else call('POST', '%s/%s' % (base, coll), json={sing: body}).json()[sing]


def wait(url, what, secs=90):
    end = time.time() + secs
    while True:
        try:
            if S.get(url, timeout=60).status_code < 500:
                return
        except requests.RequestException:
            pass
        if time.time() > end:
            raise SystemExit('timed out waiting for ' + what)
        time.sleep(.2)


tok = token('admin', 'admin')
admin_project = tok['project']['id']
def identity():
    roles = {r['name']: r['id'] for r in call('GET', K + '/roles').json()['roles']}
    roles.setdefault('service', None)
    if not roles['service']:
        roles['service'] = ensure('roles', 'role', {'name': 'service'})['id']


    def grant(project, user, role):
        call('PUT', '%s/projects/%s/users/%s/roles/%s' % (K, project, user, roles[role]))


    svc = ensure('projects', 'project', {'name': 'service', 'domain_id': 'default'})
    for s in SERVICES:
        if s != 'keystone':
            u = ensure('users', 'user', {'name': s, 'password': PW, 'domain_id': 'default'})
            grant(svc['id'], u['id'], 'admin')
            grant(svc['id'], u['id'], 'service')
    demo = ensure('projects', 'project', {'name': 'demo', 'domain_id': 'default'})
    du = ensure('users', 'user', {'name': 'demo', 'password': PW, 'domain_id': 'default'})
    grant(demo['id'], du['id'], 'member')
    if 'magnum' in SERVICES:
        dom = ensure('domains', 'domain', {'name': 'magnum'})
        mu = ensure('users', 'user', {'name': 'magnum_domain_admin', 'password': PW, 'domain_id': dom['id']},
                    q={'name': 'magnum_domain_admin', 'domain_id': dom['id']})
        call('PUT', '%s/domains/%s/users/%s/roles/%s' % (K, dom['id'], mu['id'], roles['admin']))
    CAT = {
        'swift': [('swift', 'object-store', 'http://127.0.0.1:8080/v1/AUTH_%(project_id)s')],
        'magnum': [('magnum', 'container-infra', 'http://127.0.0.1:9511/v1')],
        'glance': [('glance', 'image', 'http://127.0.0.1:9292')],
        'placement': [('placement', 'placement', 'http://127.0.0.1:8778')],
        'neutron': [('neutron', 'network', 'http://127.0.0.1:9696')],
        'cinder': [('cinderv3', 'volumev3', 'http://127.0.0.1:8776/v3/%(project_id)s')],
        'nova': [('nova', 'compute', 'http://127.0.0.1:8774/v2.1')]}
    have = {(e['service_id'], e['interface']) for e in call('GET', K + '/endpoints').json()['endpoints']}
    for s in SERVICES:
        for name, typ, url in CAT.get(s, []):
            sid = ensure('services', 'service', {'name': name, 'type': typ})['id']
            for i in ('public', 'internal', 'admin'):
                if (sid, i) not in have:
                    call('POST', K + '/endpoints', json={'endpoint': {
                        'service_id': sid, 'interface': i, 'region_id': REGION, 'url': url}})


if STEP == 'identity':
    identity()
    sys.exit()
if 'glance' in SERVICES:
    wait('http://127.0.0.1:9292/', 'glance')
    want = {'cirros': {}, 'fedora-coreos': {'os_distro': 'fedora-coreos'}}
    have = {i['name'] for i in call('GET', 'http://127.0.0.1:9292/v2/images').json()['images']}
    for name in set(want) - have:
        im = call('POST', 'http://127.0.0.1:9292/v2/images', json={
            'name': name, 'disk_format': 'raw', 'container_format': 'bare',
            'visibility': 'public', 'min_disk': 0, 'min_ram': 0, **want[name]}).json()
        call('PUT', 'http://127.0.0.1:9292/v2/images/%s/file' % im['id'], data=os.urandom(65536),
             headers={'Content-Type': 'application/octet-stream'})
if 'neutron' in SERVICES:
    N = 'http://127.0.0.1:9696/v2.0'
    wait('http://127.0.0.1:9696/', 'neutron')
    ext = ensure('networks', 'network', {'name': 'public', 'router:external': True, 'provider:network_type': 'flat',
                                         'provider:physical_network': 'public'}, base=N)
    ensure('subnets', 'subnet', {'name': 'public-v4', 'network_id': ext['id'], 'ip_version': 4, 'enable_dhcp': False,
                                 'cidr': '203.0.113.0/24'}, base=N)
    net = ensure('networks', 'network', {'name': 'private', 'shared': True}, base=N)
    sub = ensure('subnets', 'subnet', {'name': 'private-v4', 'network_id': net['id'], 'ip_version': 4,
                                       'cidr': '10.1.0.0/16'}, base=N)
    rt = ensure('routers', 'router', {'name': 'router1', 'external_gateway_info': {'network_id': ext['id']}}, base=N)
    if not call('GET', N + '/ports', params={'device_id': rt['id'], 'network_id': net['id']}).json()['ports']:
        call('PUT', '%s/routers/%s/add_router_interface' % (N, rt['id']), json={'subnet_id': sub['id']})
if 'cinder' in SERVICES:
    C = 'http://127.0.0.1:8776/v3/' + admin_project
    wait('http://127.0.0.1:8776/', 'cinder')
    types = {t['name'] for t in call('GET', C + '/types').json()['volume_types']}
    for t in ('standard', 'fast'):
        if t not in types:
            call('POST', C + '/types', json={'volume_type': {
                'name': t, 'os-volume-type-access:is_public': True,
                'extra_specs': {'volume_backend_name': 'fake'}}})
if 'nova' in SERVICES:
    V = 'http://127.0.0.1:8774/v2.1'
    wait('http://127.0.0.1:8774/', 'nova')
    fl = {f['name'] for f in call('GET', V + '/flavors').json()['flavors']}
    for name, fid, ram, cpu, disk in (('m1.tiny', '1', 512, 1, 1), ('m1.small', '2', 2048, 1, 20),
                                      ('m1.medium', '3', 4096, 2, 40)):
        if name not in fl:
            call('POST', V + '/flavors', json={'flavor': {
                'name': name, 'id': fid, 'ram': ram, 'vcpus': cpu, 'disk': disk}})


if 'swift' in SERVICES:
    wait('http://127.0.0.1:8080/healthcheck', 'swift')
if 'magnum' in SERVICES:
    wait('http://127.0.0.1:9511/', 'magnum')


def up(url, key, want):
    end = time.time() + 120
    while True:
        l = call('GET', url).json()[key]
        s = {x['binary']: x['state'] for x in l}
        if all(s.get(w) == 'up' for w in want):
            return
        if time.time() > end:
            raise SystemExit('not up: %s' % s)
        time.sleep(.3)


def has_pools():
    """The scheduler learns from the volume service what room there is, which
    after a restart may take until that tells it again."""
    end = time.time() + 120
    while not call('GET', C + '/scheduler-stats/get_pools').json()['pools']:
        if time.time() > end:
            raise SystemExit("cinder-scheduler knows no pool of volumes")
        time.sleep(.3)


if 'cinder' in SERVICES:
    up(C + '/os-services', 'services', ['cinder-scheduler', 'cinder-volume'])
    has_pools()
if 'nova' in SERVICES:
    up(V + '/os-services', 'services', ['nova-conductor', 'nova-scheduler', 'nova-compute'])
