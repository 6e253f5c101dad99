import { formatBytes, type CloudOffers } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { dataOf } from '../dataOf';

/** One thing that a cloud offers. */
interface Offer {
  kind: string;
  name: string;
  what: string;
}

/** What may be asked for, and how its kind is called. */
export const OFFER_KINDS = [
  'flavors',
  'images',
  'networks',
  'zones',
  'volumeTypes',
  'securityGroups',
  'keypairs',
  'clusterTemplates',
  'versions',
] as const;

type OfferKind = (typeof OFFER_KINDS)[number];

/** `pagoda cloud offers` */
export async function listOffers(
  context: Context,
  options: { kind?: OfferKind },
  cloud: string,
): Promise<void> {
  const { client, output } = context;
  const offers = dataOf(
    await client.GET('/clouds/{cloud}/offers', { params: { path: { cloud } } }),
  );
  const { kind } = options;
  if (output.structured) {
    output.one(kind ? { items: offers[kind] } : offers, () => cloud, String);
    return;
  }
  output.list(
    {
      items: (kind ? [kind] : OFFER_KINDS).flatMap(one =>
        describeOffers(offers, one),
      ),
    },
    [
      { title: 'Kind', value: offer => (kind ? '' : offer.kind) },
      { title: 'Name', value: offer => offer.name },
      { title: 'What', value: offer => offer.what, shrinksTo: 20 },
    ],
    offer => offer.name,
    'Nothing was read of it yet.',
  );
  if (offers.observedAt !== undefined) {
    output.note(
      output.noteColors.dim(`As read ${formatAge(offers.observedAt)} ago`),
    );
  }
}

function describeOffers(offers: CloudOffers, kind: OfferKind): Offer[] {
  return offers[kind].map(offer =>
    typeof offer === 'string'
      ? { kind, name: offer, what: '' }
      : { kind, name: offer.name, what: describeOffer(offer) },
  );
}

type Named = Exclude<CloudOffers[OfferKind][number], string>;

function describeOffer(offer: Named): string {
  if ('cores' in offer) {
    const { cores, memoryBytes, diskBytes, gpu } = offer;
    return [
      `${cores} ${cores === 1 ? 'core' : 'cores'}, ${formatBytes(memoryBytes)}`,
      diskBytes > 0 ? `disk of ${formatBytes(diskBytes)}` : 'no disk',
      ...(gpu ? [`${gpu} GPUs`] : []),
    ].join(', ');
  }
  if ('external' in offer) {
    return offer.external ? 'external' : '';
  }
  if ('available' in offer) {
    const { available, kinds } = offer;
    return `${kinds.join(', ')}${available ? '' : '; not available'}`;
  }
  if ('isDefault' in offer) {
    const { isDefault, description } = offer;
    return [...(isDefault ? ['default'] : []), description ?? '']
      .filter(Boolean)
      .join('; ');
  }
  if ('version' in offer) {
    return offer.version ?? '';
  }
  if ('distribution' in offer) {
    return offer.distribution ?? '';
  }
  return '';
}
