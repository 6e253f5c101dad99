import type { CloudOffers } from '@pagoda/plugin-pagoda-common';
import type { Flavor } from '../../clients/openstack/Compute';
import type { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type { OfferLists } from '../types';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

type Offer<K extends keyof CloudOffers> =
  NonNullable<CloudOffers[K]> extends (infer T)[] ? T : never;

/** Reads what may be chosen from in the cloud; each list by name. */
export async function readOffers(client: OpenStackClient): Promise<OfferLists> {
  // One after the other: a cloud is asked politely, and this is in no hurry.
  const flavors = await readFlavors(client);
  const images = await readImages(client);
  const networks = await readNetworks(client);
  const zones = await readZones(client);
  const volumeTypes = await readVolumeTypes(client);
  const securityGroups: Offer<'securityGroups'>[] = [];
  for await (const { id, name } of client.network.securityGroups()) {
    securityGroups.push({ id, name });
  }
  const keypairs = (await client.compute.keypairs()).map(
    ({ name, fingerprint }) => ({ name, fingerprint }),
  );
  return {
    flavors,
    images: images.sort(byName),
    networks: networks.sort(byName),
    zones,
    volumeTypes: volumeTypes.sort(byName),
    securityGroups: securityGroups.sort(byName),
    keypairs: keypairs.sort(byName),
    clusterTemplates: (await readClusterTemplates(client)).sort(byName),
    versions: [],
  };
}

/** The smallest first. */
async function readFlavors(
  client: OpenStackClient,
): Promise<Offer<'flavors'>[]> {
  const flavors: Offer<'flavors'>[] = [];
  for await (const flavor of client.compute.flavors()) {
    if (!flavor['OS-FLV-DISABLED:disabled']) {
      const gpu = gpusOf(flavor);
      flavors.push({
        id: flavor.id,
        name: flavor.name,
        cores: flavor.vcpus,
        memoryBytes: flavor.ram * MIB,
        diskBytes: flavor.disk * GIB,
        ...(gpu > 0 && { gpu }),
      });
    }
  }
  return flavors.sort(
    (a, b) =>
      (a.gpu ?? 0) - (b.gpu ?? 0) ||
      a.cores - b.cores ||
      a.memoryBytes - b.memoryBytes ||
      byName(a, b),
  );
}

/**
 * GPUs of a flavor, as its extra specs say: `resources:VGPU`, `resources:PGPU`, or a `pci_passthrough:alias` whose name
 * speaks of one, such as `gpu-a100:2`.
 */
export function gpusOf({ extra_specs: specs = {} }: Flavor): number {
  let count = 0;
  for (const [key, value] of Object.entries(specs)) {
    if (/^resources\d*:(VGPU|PGPU)$/.test(key)) {
      count += Number(value) || 0;
    } else if (key === 'pci_passthrough:alias') {
      for (const alias of value.split(',')) {
        const [name, number = '1'] = alias.trim().split(':');
        if (/gpu|nvidia|tesla|[avhl]\d{2,3}s?$/i.test(name)) {
          count += Number(number) || 0;
        }
      }
    }
  }
  return count;
}

async function readImages(client: OpenStackClient): Promise<Offer<'images'>[]> {
  const images: Offer<'images'>[] = [];
  for await (const image of client.images.images({ status: 'active' })) {
    if (!image.os_hidden) {
      images.push({
        id: image.id,
        name: image.name || image.id,
        minDiskBytes: image.min_disk * GIB,
        minMemoryBytes: image.min_ram * MIB,
        ...(image.size !== null && { sizeBytes: image.size }),
        ...(image.os_distro !== undefined && { distribution: image.os_distro }),
        createdAt: new Date(image.created_at).toISOString(),
      });
    }
  }
  return images;
}

async function readNetworks(
  client: OpenStackClient,
): Promise<Offer<'networks'>[]> {
  const networks: Offer<'networks'>[] = [];
  for await (const network of client.network.networks()) {
    networks.push({
      id: network.id,
      name: network.name || network.id,
      external: network['router:external'],
      shared: network.shared,
    });
  }
  return networks;
}

async function readZones(client: OpenStackClient): Promise<Offer<'zones'>[]> {
  const zones = new Map<string, Offer<'zones'>>();
  for (const [kind, list] of [
    ['compute', await client.compute.availabilityZones()],
    ['volume', await client.blockStorage.availabilityZones()],
  ] as const) {
    for (const { zoneName: name, zoneState } of list) {
      const zone = zones.get(name);
      zones.set(name, {
        name,
        available: zoneState.available && (zone?.available ?? true),
        kinds: [...(zone?.kinds ?? []), kind],
      });
    }
  }
  return [...zones.values()].sort(byName);
}

async function readVolumeTypes(
  client: OpenStackClient,
): Promise<Offer<'volumeTypes'>[]> {
  const byDefault = await client.blockStorage.defaultVolumeType();
  const types: Offer<'volumeTypes'>[] = [];
  for await (const type of client.blockStorage.volumeTypes()) {
    types.push({
      id: type.id,
      name: type.name,
      ...(type.description && { description: type.description }),
      isDefault: type.id === byDefault?.id,
    });
  }
  return types;
}

/** None where the cloud has no Magnum, or the account may not use it. */
async function readClusterTemplates(
  client: OpenStackClient,
): Promise<Offer<'clusterTemplates'>[]> {
  if (!(await client.containerInfra.isOffered())) {
    return [];
  }
  const templates: Offer<'clusterTemplates'>[] = [];
  try {
    for await (const template of client.containerInfra.clusterTemplates()) {
      if (template.coe === 'kubernetes' && !template.hidden) {
        const version = template.labels.kube_tag;
        templates.push({
          id: template.uuid,
          name: template.name,
          ...(version && { version }),
        });
      }
    }
  } catch (error) {
    if (!OpenStackError.is(error, 'Forbidden')) {
      throw error;
    }
  }
  return templates;
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}
