import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { OfferField } from '../../../clouds/OfferField';
import { FieldProblem } from '../../../components';
import styles from './PlanFields.module.css';
import type { PoolForm } from './poolForm';

/** Fields that most pools do without. */
const MORE = [
  'image',
  'zone',
  'network',
  'diskGiB',
  'volumeType',
  'minCount',
  'maxCount',
  'labels',
  'taints',
];

/** What most pools do without: a disk of its own, a zone, autoscaling, labels and taints. */
export function PoolMoreFields(props: {
  cloud: string | undefined;
  provisioner: ClusterPlan['provisioner'];
  pool: PoolForm;
  /** Of the pool in the plan. */
  path: string;
  problems: Record<string, string>;
  onPool: (change: Partial<PoolForm>) => void;
}) {
  const { pool, path, problems, onPool, cloud, provisioner } = props;
  const problem = (field: string) => problems[`${path}.${field}`];
  const wrong = MORE.filter(field => problem(field) !== undefined).length;
  const isControl = pool.role === 'control-plane';
  const isRancher = provisioner === 'rancher';
  const text = (
    field: 'diskGiB' | 'minCount' | 'maxCount',
    label: string,
    description: string,
  ) => (
    <div>
      <TextField
        label={label}
        description={description}
        inputMode="numeric"
        value={pool[field]}
        onChange={value => onPool({ [field]: value })}
        isInvalid={problem(field) !== undefined}
      />
      <FieldProblem text={problem(field)} />
    </div>
  );
  if (pool.exists && isControl && !isRancher) {
    // Nothing of it can be changed.
    return null;
  }
  return (
    <Accordion>
      <AccordionTrigger
        title={
          pool.exists
            ? 'Autoscaling, labels, taints'
            : 'Disk, zone, autoscaling, labels'
        }
        subtitle={wrong > 0 ? 'Something here is not right' : undefined}
      />
      <AccordionPanel>
        <div className={styles.fields}>
          {!pool.exists && (
            <>
              {text(
                'diskGiB',
                'Disk in GiB',
                'A volume to boot from, instead of the flavor’s disk',
              )}
              <div>
                <OfferField
                  cloud={cloud}
                  kind="volumeType"
                  value={pool.volumeType}
                  onChange={volumeType => onPool({ volumeType })}
                  none="The cloud chooses"
                  problem={problem('volumeType')}
                />
              </div>
              <div>
                <OfferField
                  cloud={cloud}
                  kind="computeZone"
                  value={pool.zone}
                  onChange={zone => onPool({ zone })}
                  none="The cloud chooses"
                  problem={problem('zone')}
                />
              </div>
            </>
          )}
          {isRancher && !pool.exists && (
            <>
              <div>
                <OfferField
                  cloud={cloud}
                  kind="image"
                  value={pool.image}
                  onChange={image => onPool({ image })}
                  none="As the other pools"
                />
              </div>
              <div>
                <OfferField
                  cloud={cloud}
                  kind="network"
                  value={pool.network}
                  onChange={network => onPool({ network })}
                  none="As the other pools"
                  problem={problem('network')}
                />
              </div>
            </>
          )}
          {!isControl &&
            text('minCount', 'Not fewer machines', 'For autoscaling')}
          {!isControl &&
            text('maxCount', 'Not more machines', 'For autoscaling')}
          {isRancher && (
            <>
              <div>
                <TextAreaField
                  label="Labels of the nodes"
                  description="One a line, such as disk=ssd"
                  rows={2}
                  value={pool.labels}
                  onChange={labels => onPool({ labels })}
                />
                <FieldProblem text={problem('labels')} />
              </div>
              <div>
                <TextAreaField
                  label="Taints of the nodes"
                  description="One a line, such as gpu=yes:NoSchedule"
                  rows={2}
                  value={pool.taints}
                  onChange={taints => onPool({ taints })}
                />
                <FieldProblem text={problem('taints')} />
              </div>
            </>
          )}
        </div>
      </AccordionPanel>
    </Accordion>
  );
}
