import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { ErrorPanel, RelativeTime } from '../../components';
import { useMayWrite } from '../../hooks/useMayWrite';
import { explanationTitle, suggestRerun } from './explain';
import { useRerun } from './useRerun';
import styles from './ExplanationPanel.module.css';

/** Why the run failed or waits, what to do, a button that does it, and what that is known from. */
export function ExplanationPanel({ run }: { run: Run }) {
  const { explanation, phase } = run.status;
  const { rerun, isPending, error } = useRerun(run);
  const mayWrite = useMayWrite(run.project);
  const [isOpen, setOpen] = useState(false);
  if (!explanation) {
    return null;
  }
  const suggestion =
    phase === 'Failed' && mayWrite ? suggestRerun(run) : undefined;
  const { evidence } = explanation;
  return (
    <section aria-label="Explanation" className={styles.panel}>
      <Alert
        status={phase === 'Failed' ? 'danger' : 'info'}
        icon
        title={explanationTitle(explanation.code)}
        description={
          <Flex direction="column" gap="2">
            <Text>{explanation.summary}</Text>
            {explanation.advice && <Text>{explanation.advice}</Text>}
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
