import type { Cloud } from '@pagoda/plugin-pagoda-common';
import { Select } from '@backstage/ui';
import { CloudField } from '../../../clouds/CloudField';
import { OfferField } from '../../../clouds/OfferField';
import { OffersAge } from '../../../clouds/OffersAge';
import { useClouds } from '../../../clouds/useClouds';
import { FieldProblem } from '../../../components';
import styles from './PlanFields.module.css';
import type { PlanForm } from './planForm';

const BY: Record<PlanForm['provisioner'], string> = {
  rancher: 'Rancher (RKE2)',
  magnum: 'Magnum',
};

interface Props {
  form: PlanForm;
  problems: Record<string, string>;
  onChange: (change: Partial<PlanForm>) => void;
}

/** Where a cluster is made, by what, of which version. */
export function PlaceFields({ form, problems, onChange }: Props) {
  const clouds = useClouds();
  const { cloud, provisioner } = form;
  const isMagnum = provisioner === 'magnum';
  const chosen = clouds.data?.find(({ name }) => name === cloud);
  const choose = (name: string | undefined, of: Cloud | undefined) =>
    onChange({
      cloud: name,
      provisioner: of?.provisioners[0] ?? provisioner,
      // Of another cloud, they mean nothing.
      ...Object.fromEntries(
        [
          ...['version', 'clusterTemplate', 'image', 'network', 'keypair'],
          ...['externalNetwork', 'securityGroup'],
        ].map(field => [field, undefined]),
      ),
      pools: form.pools.map(pool => ({
        ...pool,
        ...{ flavor: undefined, image: undefined, zone: undefined },
        ...{ network: undefined, volumeType: undefined },
      })),
    });
  return (
    <>
      <div className={styles.fields}>
        <div>
          <CloudField
            value={cloud}
            onChange={choose}
            filter={({ provisioners }) => provisioners.length > 0}
            what="cloud in which clusters are made"
            problem={problems.cloud ?? problems.provisioner}
            isRequired
          />
        </div>
        {chosen && chosen.provisioners.length > 1 && (
          <div>
            <Select
              label="Made by"
              options={chosen.provisioners.map(one => ({
                value: one,
                label: BY[one],
              }))}
              selectedKey={provisioner}
              onSelectionChange={key =>
                onChange({
                  provisioner: key === 'magnum' ? 'magnum' : 'rancher',
                })
              }
            />
            <FieldProblem text={problems.provisioner} />
          </div>
        )}
        <div>
          {isMagnum ? (
            <OfferField
              cloud={cloud}
              kind="clusterTemplate"
              value={form.clusterTemplate}
              onChange={clusterTemplate => onChange({ clusterTemplate })}
              problem={problems.clusterTemplate}
              isRequired
            />
          ) : (
            <OfferField
              cloud={cloud}
              kind="version"
              value={form.version}
              onChange={version => onChange({ version })}
              problem={problems.version}
              isRequired
            />
          )}
        </div>
      </div>
      <OffersAge cloud={cloud} />
    </>
  );
}
