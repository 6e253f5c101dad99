import {
  formatBytes,
  type CloudOffers,
  type CloudPrices,
} from '@pagoda/plugin-pagoda-common';
import type { Choice } from '../scaffolder/ChoiceField';

/** Kinds of things that a cloud offers. */
export type OfferKind =
  | 'flavor'
  | 'image'
  | 'network'
  | 'externalNetwork'
  | 'computeZone'
  | 'volumeZone'
  | 'volumeType'
  | 'securityGroup'
  | 'keypair'
  | 'clusterTemplate'
  | 'version';

type Flavor = CloudOffers['flavors'][number];

/** What there is to choose from, each with what one wants to know of it. */
export function offerChoices(offers: CloudOffers, kind: OfferKind): Choice[] {
  switch (kind) {
    case 'flavor':
      return toChoices(
        [...offers.flavors].sort(
          (a, b) => a.cores - b.cores || a.memoryBytes - b.memoryBytes,
        ),
        flavor => describeFlavor(flavor, offers.prices),
      );
    case 'image':
      return toChoices(offers.images, ({ distribution, minDiskBytes = 0 }) =>
        [
          distribution,
          minDiskBytes > 0 && `needs a disk of ${formatBytes(minDiskBytes)}`,
        ]
          .filter(Boolean)
          .join(', '),
      );
    case 'network':
    case 'externalNetwork':
      return toChoices(
        offers.networks.filter(
          ({ external }) => external === (kind === 'externalNetwork'),
        ),
        ({ shared }) => (shared ? 'shared with other projects' : ''),
      );
    case 'computeZone':
    case 'volumeZone':
      return toChoices(
        offers.zones.filter(({ kinds }) =>
          kinds.includes(kind === 'computeZone' ? 'compute' : 'volume'),
        ),
        ({ available }) => (available ? '' : 'not available now'),
      );
    case 'volumeType':
      return toChoices(
        offers.volumeTypes,
        ({ description, isDefault, extendOnline }) =>
          [
            isDefault && 'the usual one',
            description,
            extendOnline === false && 'grows only while nothing uses it',
          ]
            .filter(Boolean)
            .join('; '),
      );
    case 'securityGroup':
      return toChoices(offers.securityGroups, () => '');
    case 'keypair':
      return toChoices(offers.keypairs, ({ fingerprint }) => fingerprint ?? '');
    case 'clusterTemplate':
      return toChoices(offers.clusterTemplates, ({ version }) =>
        version ? `Kubernetes ${version}` : '',
      );
    default:
      // The newest is what one wants, most of the time.
      return [...offers.versions]
        .reverse()
        .map(version => ({ name: version, title: version }));
  }
}

/** Such as `4 cores, 8 GiB, disk of 40 GiB · 0.06 EUR an hour`. */
export function describeFlavor(
  flavor: Flavor,
  prices: CloudPrices | undefined,
): string {
  const { cores, memoryBytes, diskBytes, gpu = 0 } = flavor;
  const size = [
    `${cores} ${cores === 1 ? 'core' : 'cores'}`,
    formatBytes(memoryBytes),
    diskBytes > 0
      ? `disk of ${formatBytes(diskBytes)}`
      : 'no disk: boots from a volume',
    ...(gpu > 0 ? [`${gpu} GPU`] : []),
  ].join(', ');
  const price = pricePerHour(flavor, prices);
  return price === undefined ? size : `${size} · ${price} an hour`;
}

function pricePerHour(
  { cores, memoryBytes }: Flavor,
  prices: CloudPrices | undefined,
): string | undefined {
  if (!prices) {
    return undefined;
  }
  const { coreHour = 0, gibibyteHour = 0, currency } = prices;
  const price = cores * coreHour + (memoryBytes / 2 ** 30) * gibibyteHour;
  return price === 0
    ? undefined
    : `${price.toLocaleString('en', { maximumSignificantDigits: 2 })} ${currency}`;
}

/** Things are named by their names, which people know; where two have the same, by their ids. */
function toChoices<T extends { name: string; id?: string }>(
  items: readonly T[],
  describe: (item: T) => string,
): Choice[] {
  const counts = new Map<string, number>();
  for (const { name } of items) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return items.map(item => ({
    name: counts.get(item.name) === 1 ? item.name : (item.id ?? item.name),
    title: item.name,
    description: describe(item),
  }));
}
