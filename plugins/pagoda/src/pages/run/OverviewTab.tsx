import { Link, Text } from '@backstage/ui';
import {
  formatBytes,
  formatDuration,
  parseQuantity,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import {
  ContainerList,
  FactList,
  MetricCard,
  type Fact,
} from '../../components';
import {
  formatEntityRef,
  formatHeadline,
  formatValue,
} from '../../describeRun';
import { nodeFacts } from '../../describeNodes';
import { describeSecret } from '../../describeSecret';
import { useLinks } from '../../hooks/useLinks';
import { Attempts } from './Attempts';
import { placementFacts } from './placementFacts';
import { RunUsage } from './RunUsage';
import { useRunMetrics } from './useRunDetails';
import styles from './RunPage.module.css';

/** With which values it ran, what came out, what it asked for. */
export function OverviewTab({ run }: { run: Run }) {
  const links = useLinks();
  const metrics = Object.entries(run.status.metrics);
  const usage = useRunMetrics(run).data?.usage;
  return (
    <div className={styles.tab}>
      {metrics.length > 0 && (
        <section aria-label="Reported metrics" className={styles.cards}>
          {metrics.slice(0, 8).map(([name, value]) => (
            <MetricCard
              key={name}
              label={name}
              value={<span title={String(value)}>{formatHeadline(value)}</span>}
            />
          ))}
        </section>
      )}
      <div className={styles.columns}>
        <FactList
          title="Parameters"
          empty="It takes none."
          facts={Object.entries(run.spec.parameters).map(([name, value]) => ({
            label: name,
            value: <code>{formatValue(value)}</code>,
          }))}
        />
        <FactList title="Outcome" facts={outcomeOf(run)} />
        <FactList title="Asked for" facts={requestOf(run)} />
        <FactList title="Place" facts={placementFacts(run, links)} />
        <FactList
          title="Labels"
          empty="It has none."
          facts={Object.entries(run.labels).map(([name, value]) => ({
            label: name,
            value: (
              <Link href={links.runs({ label: `${name}=${value}` })}>
                {value || 'set'}
              </Link>
            ),
          }))}
        />
      </div>
      {usage && run.status.startedAt && (
        <section className={styles.section}>
          <Text as="h2" variant="title-x-small">
            Used of what it asked for
          </Text>
          <RunUsage usage={usage} timeoutSeconds={run.spec.timeoutSeconds} />
        </section>
      )}
      {run.status.attempt > 1 && <Attempts run={run} />}
      {run.spec.volumes.length > 0 && (
        <section>
          <Text as="h2" variant="title-x-small">
            Volumes
          </Text>
          <ul>
            {run.spec.volumes.map(volume => (
              <li key={volume.name}>
                <Link href={links.volume(run.project, volume.name)}>
                  {volume.name}
                </Link>{' '}
                at <code>$PAGODA_INPUT_DIR/{volume.path}</code>
                {volume.readOnly === false ? ', writable' : ', read-only'}
              </li>
            ))}
          </ul>
        </section>
      )}
      {run.spec.secrets && run.spec.secrets.length > 0 && (
        <section>
          <Text as="h2" variant="title-x-small">
            Secrets
          </Text>
          <ul>
            {run.spec.secrets.map((secret, index) => (
              <li key={index}>
                {secret.name} <code>{describeSecret(secret)}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.section}>
        <Text as="h2" variant="title-x-small">
          Containers
        </Text>
        <ContainerList spec={run.spec} />
      </section>
    </div>
  );
}

function outcomeOf(run: Run): Fact[] {
  const { status, spec } = run;
  const facts: Fact[] = [];
  if (status.exitCode !== undefined && status.exitCode !== null) {
    facts.push({ label: 'Exit code', value: String(status.exitCode) });
  }
  facts.push({
    label: 'Attempt',
    value: spec.retries.limit
      ? `${status.attempt} of at most ${spec.retries.limit + 1}`
      : String(status.attempt),
  });
  if (status.nextAttemptAt) {
    facts.push({
      label: 'Next attempt',
      value: new Date(status.nextAttemptAt).toLocaleTimeString(),
    });
  }
  if (status.cancelRequestedBy) {
    facts.push({
      label: 'Cancelled by',
      value: formatEntityRef(status.cancelRequestedBy),
    });
  }
  for (const [label, time] of [
    ['Queued', status.queuedAt],
    ['Started', status.startedAt],
    ['Finished', status.finishedAt],
  ] as const) {
    if (time) {
      facts.push({ label, value: new Date(time).toLocaleString() });
    }
  }
  return facts;
}

function requestOf(run: Run): Fact[] {
  const { resources, timeoutSeconds, queue, priorityClass } = run.spec;
  return [
    { label: 'CPU', value: formatCores(parseQuantity(resources.cpu)) },
    { label: 'Memory', value: formatBytes(parseQuantity(resources.memory)) },
    ...(resources.gpu > 0
      ? [{ label: 'GPU', value: String(resources.gpu) }]
      : []),
    { label: 'Time limit', value: formatDuration(timeoutSeconds * 1000) },
    ...(queue ? [{ label: 'Queue', value: queue }] : []),
    ...(priorityClass ? [{ label: 'Priority', value: priorityClass }] : []),
    ...nodeFacts(run.spec),
  ];
}

function formatCores(cores: number): string {
  return cores === 1 ? '1 core' : `${cores} cores`;
}
