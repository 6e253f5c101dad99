import type { OfferLists } from '../../clouds/types';

type Named = { id?: string; name: string };

/** What the cloud offers, found by id or by name. */
export class Offers {
  readonly lists: OfferLists;

  constructor(lists: OfferLists) {
    this.lists = lists;
  }

  flavor(wanted: string) {
    return pick(this.lists.flavors, wanted);
  }

  image(wanted: string) {
    return pick(this.lists.images, wanted);
  }

  network(wanted: string) {
    return pick(this.lists.networks, wanted);
  }

  securityGroup(wanted: string) {
    return pick(this.lists.securityGroups, wanted);
  }

  /** Those that machines can be in. */
  zone(wanted: string) {
    return this.lists.zones.find(
      ({ name, kinds }) => name === wanted && kinds.includes('compute'),
    );
  }

  volumeType(wanted: string) {
    return pick(this.lists.volumeTypes, wanted);
  }
}

/** Ids go before names. */
function pick<T extends Named>(
  things: readonly T[],
  wanted: string,
): T | undefined {
  return (
    things.find(({ id }) => id === wanted) ??
    things.find(({ name }) => name === wanted)
  );
}
