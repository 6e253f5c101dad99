import { Button, Flex, Select, Text, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { OfferField } from '../../../clouds/OfferField';
import { FieldProblem } from '../../../components';
import styles from './PlanFields.module.css';
import { emptyPool, type PoolForm } from './poolForm';
import { PoolMoreFields } from './PoolMoreFields';

interface PoolsProps {
  cloud: string | undefined;
  provisioner: ClusterPlan['provisioner'];
  pools: PoolForm[];
  /** By path in the plan, such as `pools[1].flavor`. */
  problems: Record<string, string>;
  onChange: (pools: PoolForm[]) => void;
}

/** The pools of a cluster: one for the control plane, others for workers. */
export function PoolsFields(props: PoolsProps) {
  const { pools, problems, onChange } = props;
  const workers = pools.filter(({ role }) => role === 'worker');
  return (
    <Flex direction="column" gap="4">
      {pools.map((pool, index) => (
        <PoolFields
          key={pool.key}
          {...props}
          pool={pool}
          path={`pools[${index}]`}
          mayRemove={pool.role === 'worker' && workers.length > 1}
          onPool={change =>
            onChange(
              pools.map(one =>
                one.key === pool.key ? { ...one, ...change } : one,
              ),
            )
          }
          onRemove={() => onChange(pools.filter(({ key }) => key !== pool.key))}
        />
      ))}
      <FieldProblem text={problems.pools} />
      <div>
        <Button
          variant="secondary"
          iconStart={<RiAddLine aria-hidden="true" />}
          onPress={() =>
            onChange([
              ...pools,
              emptyPool({
                name: `work${workers.length + 1}`,
                role: 'worker',
                count: '1',
              }),
            ])
          }
        >
          Add workers
        </Button>
      </div>
    </Flex>
  );
}

interface PoolProps extends PoolsProps {
  pool: PoolForm;
  path: string;
  mayRemove: boolean;
  onPool: (change: Partial<PoolForm>) => void;
  onRemove: () => void;
}

function PoolFields(props: PoolProps) {
  const { pool, path, problems, onPool, cloud, mayRemove } = props;
  const isControl = pool.role === 'control-plane';
  const title = isControl ? 'Control plane' : `Workers: ${pool.name || '?'}`;
  const problem = (field: string) => problems[`${path}.${field}`];
  return (
    <fieldset className={styles.pool}>
      <legend className={styles.legend}>{title}</legend>
      <div className={styles.fields}>
        {!isControl && (
          <div>
            <TextField
              label="Name of the pool"
              value={pool.name}
              isReadOnly={pool.exists}
              onChange={name => onPool({ name })}
              isInvalid={problem('name') !== undefined}
              isRequired
            />
            <FieldProblem text={problem('name')} />
          </div>
        )}
        <div>
          {isControl ? (
            <Select
              label="Machines"
              options={[
                { value: '1', label: '1: fails with its machine' },
                { value: '3', label: '3: go on without one of them' },
              ]}
              selectedKey={pool.count}
              onSelectionChange={key => onPool({ count: String(key ?? '1') })}
            />
          ) : (
            <TextField
              label="Machines"
              description={describeCount(pool)}
              isDisabled={pool.exists && isScaled(pool)}
              inputMode="numeric"
              value={pool.count}
              onChange={count => onPool({ count })}
              isInvalid={problem('count') !== undefined}
              isRequired
            />
          )}
          <FieldProblem text={problem('count')} />
        </div>
        <div className={styles.wide}>
          {pool.exists ? (
            <Text as="p" color="secondary" style={{ margin: 0 }}>
              {describeFixed(pool)}
            </Text>
          ) : (
            <OfferField
              cloud={cloud}
              kind="flavor"
              value={pool.flavor}
              onChange={flavor => onPool({ flavor })}
              problem={problem('flavor')}
              isRequired
            />
          )}
        </div>
      </div>
      <PoolMoreFields {...props} />
      {mayRemove && (
        <div>
          <Button
            variant="tertiary"
            size="small"
            iconStart={<RiDeleteBinLine aria-hidden="true" />}
            onPress={props.onRemove}
          >
            {pool.exists
              ? `Remove pool ${pool.name} and its machines`
              : 'Remove'}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function isScaled({ minCount, maxCount }: PoolForm): boolean {
  return minCount !== '' && maxCount !== '';
}

function describeCount(pool: PoolForm): string | undefined {
  if (!isScaled(pool)) {
    return undefined;
  }
  return pool.exists
    ? 'The autoscaler decides; its bounds are below'
    : 'To begin with; then the autoscaler decides';
}

/** Such as `Flavor m1.large, zone nova, disk of 40 GiB`. */
function describeFixed({ flavor, zone, image, diskGiB, volumeType }: PoolForm) {
  return [
    `Flavor ${flavor}`,
    zone && `zone ${zone}`,
    image && `image ${image}`,
    diskGiB && `disk of ${diskGiB} GiB`,
    volumeType && `of type ${volumeType}`,
  ]
    .filter(Boolean)
    .join(', ');
}
