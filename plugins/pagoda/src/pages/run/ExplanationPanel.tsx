import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { Duration, ErrorPanel, RelativeTime } from '../../components';
import { useMayWrite } from '../../hooks/useMayWrite';
import { describeStarting } from './describeStarting';
import { explanationTitle, suggestRerun } from './explain';
import { QueueState } from './QueueState';
import { useRerun } from './useRerun';
import styles from './ExplanationPanel.module.css';

/** Why the run failed or waits, what to do, a button that does it, and what that is known from. */
export function ExplanationPanel({ run }: { run: Run }) {
  const { explanation, phase } = run.status;
  const { rerun, isPending, error } = useRerun(run);
  const mayWrite = useMayWrite(run.project);
  const [isOpen, setOpen] = useState(false);
  if (!explanation) {
    return <Starting run={run} />;
  }
  const suggestion =
    phase === 'Failed' && mayWrite ? suggestRerun(run) : undefined;
  const { evidence } = explanation;
  const isWaiting = phase === 'Queued' || phase === 'Starting';
  return (
    <section aria-label="Explanation" className={styles.panel}>
      <Alert
        status={phase === 'Failed' ? 'danger' : 'info'}
        icon
        title={
          isWaiting ? (
            <>
              Not running yet: {explanationTitle(explanation.code)},{' '}
              <Duration start={run.status.queuedAt} /> so far
            </>
          ) : (
            explanationTitle(explanation.code)
          )
        }
        description={
          <Flex direction="column" gap="2">
            <Text>{explanation.summary}</Text>
            {explanation.advice && <Text>{explanation.advice}</Text>}
            {run.spec.queue && isWaiting && <QueueState run={run} />}
            <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
              {suggestion && (
                <Button
                  size="small"
                  variant="primary"
                  isPending={isPending}
                  onPress={() => rerun(suggestion.changes)}
                >
                  {suggestion.label}
                </Button>
              )}
              {evidence.length > 0 && (
                <Button
                  size="small"
                  variant="tertiary"
                  aria-expanded={isOpen}
                  onPress={() => setOpen(!isOpen)}
                >
                  {`${isOpen ? 'Hide evidence' : 'Evidence'} (${evidence.length})`}
                </Button>
              )}
            </Flex>
            {isOpen && (
              <dl className={styles.evidence}>
                {evidence.map(item => (
                  <div key={`${item.source} ${item.message} ${item.time}`}>
                    <dt>
                      {item.source}
                      {item.time && (
                        <>
                          {', '}
                          <RelativeTime time={item.time} />
                        </>
                      )}
                    </dt>
                    <dd>{item.message}</dd>
                  </div>
                ))}
              </dl>
            )}
          </Flex>
        }
      />
      {error && <ErrorPanel error={error} title="The rerun was refused" />}
    </section>
  );
}

/** How far the start has got, while nothing is wrong with it. */
function Starting({ run }: { run: Run }) {
  const progress = describeStarting(run);
  return progress === undefined ? null : (
    <section aria-label="Start" className={styles.panel}>
      <Alert
        status="info"
        icon
        title={
          <>
            Starting for <Duration start={run.status.queuedAt} />
          </>
        }
        description={progress}
      />
    </section>
  );
}
