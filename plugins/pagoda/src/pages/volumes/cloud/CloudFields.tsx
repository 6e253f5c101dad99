import { Switch, Text } from '@backstage/ui';
import type { VolumeCreate } from '@pagoda/plugin-pagoda-common';
import { CloudField } from '../../../clouds/CloudField';
import { OfferField } from '../../../clouds/OfferField';
import { OffersAge } from '../../../clouds/OffersAge';
import { PreflightVerdict } from '../../../clouds/PreflightVerdict';
import type { PreflightState } from '../../../clouds/useVerdict';
import { MountingClusterField } from './MountingClusterField';

/** Where in a cloud a volume is to be; what is left out is the cloud's choice. */
export type CloudChoice = Pick<
  VolumeCreate,
  'cloud' | 'volumeType' | 'zone' | 'cluster' | 'deletionProtection'
>;

/** Chooses a cloud, and what it offers for volumes; says whether the volume would fit. */
export function CloudFields(props: {
  choice: CloudChoice;
  onChange: (choice: CloudChoice) => void;
  preflight: PreflightState;
  /** What is to be filled in before anything can be said of it. */
  missing: string[];
}) {
  const { choice, onChange, preflight } = props;
  const { cloud } = choice;
  const problems = preflight.verdict?.problems ?? [];
  return (
    <>
      <CloudField
        value={cloud}
        onChange={value =>
          // Of another cloud, types and zones mean nothing.
          onChange({
            cloud: value,
            cluster: choice.cluster,
            deletionProtection: choice.deletionProtection,
          })
        }
        filter={({ kind }) => kind === 'openstack'}
        what="cloud with block storage"
        isRequired
      />
      <OfferField
        cloud={cloud}
        kind="volumeType"
        value={choice.volumeType}
        onChange={volumeType => onChange({ ...choice, volumeType })}
        none="The cloud's default"
      />
      <OfferField
        cloud={cloud}
        kind="volumeZone"
        value={choice.zone}
        onChange={zone => onChange({ ...choice, zone })}
        none="Any"
      />
      <OffersAge cloud={cloud} />
      <MountingClusterField
        value={choice.cluster}
        onChange={cluster => onChange({ ...choice, cluster })}
        none="None yet"
      />
      <Switch
        label="Protected from deletion"
        isSelected={choice.deletionProtection ?? false}
        onChange={deletionProtection =>
          onChange({ ...choice, deletionProtection })
        }
      />
      {choice.cluster === undefined && (
        <Text variant="body-small" color="secondary">
          Until it is on a cluster, no run can mount it, and its files cannot be
          seen here.
        </Text>
      )}
      <PreflightVerdict
        state={preflight}
        missing={props.missing}
        problems={problems.length}
        unplaced={problems.map(({ field, message, advice }) => ({
          // It is always about the one volume.
          field: field.replace(/^items\[0\]\./, ''),
          text: advice ? `${message}. ${advice}` : message,
        }))}
      />
    </>
  );
}
