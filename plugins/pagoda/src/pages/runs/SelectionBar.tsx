import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import { ConfirmDialog } from '../../components';
import { runTitle } from '../../describeRun';
import { useRunActions } from '../../hooks/useRunActions';

/** What can be done with the selected runs. */
export function SelectionBar(props: { runs: Run[]; onClear: () => void }) {
  const { runs, onClear } = props;
  const actions = useRunActions();
  const [asks, setAsks] = useState<'cancel' | 'delete'>();
  const active = runs.filter(run => !isFinal(run.status.phase));
  const finished = runs.filter(run => isFinal(run.status.phase));

  if (runs.length === 0) {
    return null;
  }
  return (
    <Flex
      align="center"
      gap="2"
      role="toolbar"
      aria-label="Selected runs"
      style={{ flexWrap: 'wrap' }}
    >
      <Text weight="bold">{countRuns(runs.length)} selected</Text>
      <Button
        size="small"
        variant="secondary"
        isDisabled={active.length === 0}
        onPress={() => setAsks('cancel')}
      >
        {`Cancel ${active.length || ''}`.trim()}
      </Button>
      <Button
        size="small"
        variant="secondary"
        destructive
        isDisabled={finished.length === 0}
        onPress={() => setAsks('delete')}
      >
        {`Delete ${finished.length || ''}`.trim()}
      </Button>
      <Button size="small" variant="tertiary" onPress={onClear}>
        Clear selection
      </Button>
      <ConfirmDialog
        isOpen={asks === 'cancel'}
        onClose={() => setAsks(undefined)}
        title={`Cancel ${countRuns(active.length)}?`}
        confirmLabel={`Cancel ${countRuns(active.length)}`}
        destructive
        onConfirm={async () => {
          await actions.cancel(active);
          onClear();
        }}
      >
        <p>
          They end now. What they have written so far stays; what they were
          still computing is lost.
        </p>
        <RunNames runs={active} />
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asks === 'delete'}
        onClose={() => setAsks(undefined)}
        title={`Delete ${countRuns(finished.length)}?`}
        confirmLabel={`Delete ${countRuns(finished.length)}`}
        destructive
        onConfirm={async () => {
          await actions.remove(finished);
          onClear();
        }}
      >
        <p>
          Their logs and results are deleted with them. This cannot be undone.
        </p>
        <RunNames runs={finished} />
      </ConfirmDialog>
    </Flex>
  );
}

function RunNames({ runs }: { runs: Run[] }) {
  const shown = runs.slice(0, 8);
  return (
    <ul>
      {shown.map(run => (
        <li key={run.id}>{runTitle(run)}</li>
      ))}
      {runs.length > shown.length && (
        <li>and {runs.length - shown.length} more</li>
      )}
    </ul>
  );
}

function countRuns(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}
