import type { OpenStackService } from './ServiceCatalog';

/** Versions of a service, as its root tells them. */
export interface OfferedVersions {
  /** Such as `2.93`. */
  highest: string;
  lowest: string;
}

/**
 * What this client was written for; a cloud that offers less is asked for what it offers. Services without microversions are
 * missing here.
 */
export const MICROVERSIONS: Partial<
  Record<OpenStackService, { header: string; wanted: string }>
> = {
  compute: { header: 'compute', wanted: '2.93' },
  'block-storage': { header: 'volume', wanted: '3.70' },
  'container-infra': { header: 'container-infra', wanted: '1.10' },
};

/**
 * Reads a version document: of a root (`{versions: […]}`, Keystone `{versions: {values: […]}}`) or of one version
 * (`{version: {…}}`). docs.openstack.org/api-guide/compute/versions, and the like of the others.
 *
 * @returns `undefined` when it tells no microversions of that version
 */
export function readVersions(
  text: string,
  version: string,
): OfferedVersions | undefined {
  interface Entry {
    id?: string;
    version?: string;
    max_version?: string;
    min_version?: string;
  }
  let body: { versions?: Entry[] | { values?: Entry[] }; version?: Entry };
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    return undefined;
  }
  const { versions, version: single } = body ?? {};
  const list = Array.isArray(versions) ? versions : (versions?.values ?? []);
  const major = majorOf(version);
  const entry = [...list, ...(single ? [single] : [])].find(
    // Nova has v2.0 without, and v2.1 with microversions.
    one =>
      typeof one.id === 'string' &&
      majorOf(one.id) === major &&
      Boolean(one.version || one.max_version),
  );
  const highest = entry?.version || entry?.max_version;
  return highest
    ? { highest, lowest: entry?.min_version || highest }
    : undefined;
}

/** The one to ask for: what is wanted, or what comes next to it. */
export function choose(wanted: string, offered: OfferedVersions): string {
  if (isBelow(offered.highest, wanted)) {
    return offered.highest;
  }
  return isBelow(wanted, offered.lowest) ? offered.lowest : wanted;
}

/** Whether version `a` is older than `b`; `2.9` is older than `2.10`. */
export function isBelow(a: string, b: string): boolean {
  const [aMajor, aMinor = 0] = a.split('.').map(Number);
  const [bMajor, bMinor = 0] = b.split('.').map(Number);
  return aMajor < bMajor || (aMajor === bMajor && aMinor < bMinor);
}

function majorOf(version: string): string {
  return version.replace(/^v/, '').split('.')[0];
}
