import { RancherPeer } from '../../testing/RancherPeer';
import { rancherCases } from './testing/rancherCases';
import {
  OPTIONAL_VARIABLES,
  peerTarget,
  REAL_VARIABLES,
  realTarget,
} from './testing/RancherTarget';

describe.each([
  ['2.15', 'RANCHER_PEER'],
  ['2.13', 'RANCHER_PEER_OLD'],
] as const)('a cluster of what plays Rancher %s', (_, prefix) => {
  jest.setTimeout(60_000);

  rancherCases(async () => peerTarget(await RancherPeer.connect(prefix)));
});

const real = realTarget();
if (!real) {
  const list = (variables: object) =>
    Object.entries(variables).map(([name, text]) => `    ${name}  ${text}`);
  console.warn(
    [
      '',
      '!! SKIPPED: THE SAME CASES ON A REAL RANCHER WERE NOT RUN. What ran was played.',
      '!! They run where these variables name one (make a project of its own for them; they take an hour):',
      ...list(REAL_VARIABLES),
      '   and, where needed:',
      ...list(OPTIONAL_VARIABLES),
      '',
    ].join('\n'),
  );
}
(real ? describe : describe.skip)(
  'a cluster of a real Rancher (PAGODA_E2E_RANCHER_URL)',
  () => {
    jest.setTimeout(60 * 60_000);

    rancherCases(async () => real!);
  },
);
