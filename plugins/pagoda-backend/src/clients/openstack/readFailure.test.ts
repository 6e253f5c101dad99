import { readFailure } from './readFailure';

/** Answers of the real services (Zed), and of what may be in between. */
const ANSWERS: [string, number, string, string, RegExp][] = [
  [
    'Nova, over quota',
    403,
    '{"forbidden": {"code": 403, "message": "Quota exceeded for cores, instances: Requested 50, 50, but already used 3, 3 of 20, 10 cores, instances"}}',
    'OverQuota',
    /^Quota exceeded for cores/,
  ],
  [
    'Cinder, over quota',
    413,
    '{"overLimit": {"code": 413, "message": "VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota.", "retryAfter": "0"}}',
    'OverQuota',
    /^VolumeSizeExceedsAvailableQuota/,
  ],
  [
    'Neutron, over quota',
    409,
    '{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources: [\'port\'].", "detail": ""}}',
    'OverQuota',
    /^Quota exceeded/,
  ],
  [
    'Magnum, over quota',
    403,
    '{"errors": [{"request_id": "", "code": "client", "status": 403, "title": "Resource limit for Cluster has been exceeded", "detail": "Resource limit for Cluster has been exceeded.", "links": []}]}',
    'OverQuota',
    /^Resource limit/,
  ],
  [
    'an old Nova, too many requests',
    413,
    '{"overLimit": {"code": 413, "message": "This request was rate-limited.", "retryAfter": "3"}}',
    'RateLimited',
    /rate-limited/,
  ],
  [
    'Cinder, deleting what is in use',
    400,
    '{"badRequest": {"code": 400, "message": "Invalid volume: Volume status must be available or error or error_restoring and must not be migrating, attached, have snapshots."}}',
    'InUse',
    /^Invalid volume/,
  ],
  [
    'Cinder, a wrong size',
    400,
    '{"badRequest": {"code": 400, "message": "Invalid input for field/attribute size. Value: 0."}}',
    'BadRequest',
    /^Invalid input/,
  ],
  [
    'Neutron, deleting what is in use',
    409,
    '{"NeutronError": {"type": "SecurityGroupInUse", "message": "Security Group a in use.", "detail": ""}}',
    'InUse',
    /in use/,
  ],
  [
    'Nova, a conflict of states',
    409,
    '{"conflictingRequest": {"code": 409, "message": "Cannot \'stop\' instance a while it is in vm_state stopped"}}',
    'Conflict',
    /^Cannot/,
  ],
  [
    'Glance, nothing there',
    404,
    '{"message": "No image found with ID a<br /><br />\\n\\n\\n", "code": "404 Not Found", "title": "Not Found"}',
    'NotFound',
    /^No image found with ID a$/,
  ],
  [
    'Nova, not allowed',
    403,
    '{"forbidden": {"code": 403, "message": "Policy doesn\'t allow os_compute_api:os-services:list to be performed."}}',
    'Forbidden',
    /^Policy/,
  ],
  [
    'Nova, not allowed to set quotas',
    403,
    '{"forbidden": {"code": 403, "message": "Policy doesn\'t allow os_compute_api:os-quota-sets:update to be performed."}}',
    'Forbidden',
    /^Policy/,
  ],
  [
    'Octavia, over quota',
    403,
    '{"faultcode": "Client", "faultstring": "Quota has been met for resources: Load Balancer", "debuginfo": null}',
    'OverQuota',
    /^Quota/,
  ],
  [
    'Octavia',
    404,
    '{"faultcode": "Client", "faultstring": "Load Balancer a not found.", "debuginfo": null}',
    'NotFound',
    /^Load Balancer/,
  ],
  [
    'a proxy',
    502,
    '<html><h1>Bad\nGateway</h1></html>',
    'ServerError',
    /Bad Gateway/,
  ],
  ['nothing', 404, '', 'Garbage', /it is empty/],
  ['a page', 404, '<h1>Not Found</h1>', 'Garbage', /Not Found/],
  [
    'half',
    500,
    '{"computeFault": {"mess',
    'ServerError',
    /may be part of JSON/,
  ],
  ['a redirect', 302, '', 'Garbage', /it is empty/],
  ['a strange status', 418, '{"a": {"message": "tea"}}', 'Unexpected', /tea/],
];

describe('readFailure', () => {
  it.each(ANSWERS)('reads %s', (_, status, body, code, reason) => {
    const failure = readFailure(status, body);
    expect(failure.code).toBe(code);
    expect(failure.reason).toMatch(reason);
  });
});
