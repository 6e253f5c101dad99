import { createHash } from 'node:crypto';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { buildCloudSecret, buildCredentialSecret } from './buildSecrets';
import { ensureSecret } from './ensureSecret';
import { credentialName, type Owner } from './names';
import type { Notes } from './Notes';
import { Offers } from './Offers';
import type { RancherSite } from './RancherSites';

/**
 * Gives the cluster its cloud.conf, and the node driver its secret where that is elsewhere; returns the name of the
 * latter. Descriptions of machines stay as they are: Rancher deletes machines by what they were made with, so that a
 * credential has to be good until they are gone.
 */
export async function ensureSecrets(
  site: RancherSite,
  owner: Owner,
  plan: ClusterPlan,
  notes: Notes,
): Promise<string | undefined> {
  const { client, namespace, openstack } = site;
  const { connection } = openstack;
  const { externalNetwork } = plan;
  const floatingNetworkId =
    externalNetwork === undefined
      ? undefined
      : (new Offers(await site.offers()).network(externalNetwork)?.id ??
        externalNetwork);
  await ensureSecret(
    client.kubernetes,
    buildCloudSecret({ owner, namespace, connection, floatingNetworkId }),
  );
  const isElsewhere = hasSecretElsewhere(site);
  if (isElsewhere) {
    await ensureSecret(
      client.kubernetes,
      buildCredentialSecret({ owner, namespace, connection }),
    );
  }
  await notes.save({ credentials: fingerprint(site) });
  return isElsewhere ? credentialName(owner.cluster) : undefined;
}

/** Whether the configuration has others than those that the cluster was given. */
export function hasOtherCredentials(site: RancherSite, notes: Notes): boolean {
  return notes.all.credentials !== fingerprint(site);
}

/**
 * Passwords go the way of Rancher's own credentials. That application credentials go there as well was read in its source
 * and never tried, so that the configuration has to say so.
 */
export function hasSecretElsewhere({
  openstack,
  settings,
}: RancherSite): boolean {
  return (
    'password' in openstack.connection.auth ||
    settings.machineCredentials === 'secret'
  );
}

/** Of all that clusters are told of their cloud; says nothing of it. */
function fingerprint({ openstack }: RancherSite): string {
  const { authUrl, region, ca, insecureSkipTlsVerify, auth } =
    openstack.connection;
  return createHash('sha256')
    .update(JSON.stringify([authUrl, region, ca, insecureSkipTlsVerify, auth]))
    .digest('hex');
}
