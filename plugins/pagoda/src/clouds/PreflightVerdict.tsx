import { Alert, Flex, Skeleton, Text } from '@backstage/ui';
import {
  describeShortage,
  formatQuota,
  nameQuota,
  type Cost,
  type Preflight,
  type PreflightItem,
} from '@pagoda/plugin-pagoda-common';
import { ErrorPanel, RelativeTime } from '../components';
import styles from './PreflightVerdict.module.css';
import type { PreflightState } from './useVerdict';

/** Whether a plan fits into the quota of its cloud: what it needs, what is there, and what would be left. */
export function PreflightVerdict(props: {
  state: PreflightState;
  /** What is to be filled in before anything can be said, such as `a cloud`. */
  missing: string[];
  /** How many fields have something said of them. */
  problems: number;
  /** There is none of its own: what is said here may be what the fields say. */
  unplaced?: { field: string; text: string }[];
}) {
  const { state, missing, problems, unplaced = [] } = props;
  const { verdict, error, isChecking } = state;
  if (missing.length > 0) {
    return (
      <Alert
        status="info"
        icon
        title="Not judged yet"
        description={`Whether it fits is said here as soon as there is ${missing.join(', ')}.`}
      />
    );
  }
  return (
    <div aria-live="polite" aria-busy={isChecking}>
      <Flex direction="column" gap="3">
        {error && (
          <ErrorPanel
            error={error}
            title="The cloud could not be asked"
            onRetry={state.refresh}
          />
        )}
        {!verdict && !error && problems === 0 && <Skeleton height="8rem" />}
        {!verdict && problems > 0 && (
          <Headline fits={false} problems={problems} items={[]} />
        )}
        {verdict && (
          <>
            <Headline
              fits={verdict.fits && problems === 0}
              problems={problems}
              items={verdict.items}
            />
            {unplaced.map(({ field, text }) => (
              <Text key={field} as="p" color="danger" style={{ margin: 0 }}>
                <code>{field}</code>: {text}
              </Text>
            ))}
            <Items verdict={verdict} isStale={isChecking} />
            {verdict.cost && <CostHint cost={verdict.cost} />}
          </>
        )}
      </Flex>
    </div>
  );
}

function Headline(props: {
  fits: boolean;
  problems: number;
  items: readonly PreflightItem[];
}) {
  const short = props.items.filter(item => item.short > 0);
  if (short.length > 0) {
    return (
      <Alert
        status="danger"
        icon
        title={`Does not fit: short by ${short.map(describeShortage).join(', ')}`}
        description="Ask for less, remove something, or have the operators of the cloud raise the quota."
      />
    );
  }
  if (props.problems > 0 || !props.fits) {
    return (
      <Alert
        status="warning"
        icon
        title={
          props.problems === 1
            ? 'Something is not right yet'
            : 'Some things are not right yet'
        }
        description="It is said at the fields."
      />
    );
  }
  return <Alert status="success" icon title="Fits" />;
}

function Items({ verdict, isStale }: { verdict: Preflight; isStale: boolean }) {
  const { items, observedAt } = verdict;
  if (items.length === 0) {
    return null;
  }
  return (
    <div className={styles.items} data-stale={isStale}>
      <ul className={styles.list} aria-label="What it takes of the quota">
        {items.map(item => (
          <Item key={`${item.resource} ${item.volumeType ?? ''}`} item={item} />
        ))}
      </ul>
      <Text as="p" variant="body-small" color="secondary" style={{ margin: 0 }}>
        {isStale ? (
          'Asking the cloud again …'
        ) : (
          <>
            Quota of the cloud
            {observedAt && (
              <>
                {' '}
                as of <RelativeTime time={observedAt} />
              </>
            )}
            . Dark is used, light is what this takes.
          </>
        )}
      </Text>
    </div>
  );
}

function Item({ item }: { item: PreflightItem }) {
  const { used, needed, limit, short, leftAfter } = item;
  const isShort = short > 0;
  const share = (amount: number) =>
    limit ? `${Math.min(100, Math.max(0, (amount / limit) * 100))}%` : '0%';
  return (
    <li className={styles.item} data-short={isShort}>
      <span className={styles.name}>{nameQuota(item)}</span>
      <span className={styles.needs}>
        {needed < 0
          ? `gives back ${formatQuota(item, -needed)}`
          : `needs ${formatQuota(item, needed)}`}
      </span>
      {limit !== null && (
        <span className={styles.track} aria-hidden="true">
          <span className={styles.used} style={{ width: share(used) }} />
          <span
            className={styles.taken}
            style={{ width: share(Math.max(0, needed)) }}
          />
        </span>
      )}
      <span className={styles.verdict}>
        {isShort ? '✕ ' : '✓ '}
        {isShort
          ? `short by ${formatQuota(item, short)}`
          : `fits, ${leftAfter === null ? 'no limit' : `${formatQuota(item, leftAfter)} left`}`}
      </span>
    </li>
  );
}

/** What something costs, as the configured prices say. */
export function CostHint({ cost }: { cost: Cost }) {
  return (
    <Text as="p" style={{ margin: 0 }}>
      About <strong>{formatMoney(cost.perDay, cost.currency)}</strong> a day,{' '}
      {formatMoney(cost.perDay * 30, cost.currency)} in 30 days.{' '}
      <Text as="span" variant="body-small" color="secondary">
        A hint made of configured prices, not a bill.
      </Text>
    </Text>
  );
}

function formatMoney(amount: number, currency: string): string {
  return `${amount.toLocaleString('en', {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })} ${currency}`;
}
