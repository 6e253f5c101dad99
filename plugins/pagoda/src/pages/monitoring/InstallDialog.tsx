import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/core-plugin-api';
import {
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import type { MonitoringInstallResult } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { ErrorPanel } from '../../components';
import { useResource } from '../../hooks/useResource';

type Item = MonitoringInstallResult['items'][number];

const FUTURE: Record<Item['action'], string> = {
  Created: 'to be created',
  Updated: 'to be updated',
  Unchanged: 'as they should be',
  Kept: 'changed by hand, and kept',
  Failed: 'not possible',
};
const PAST: Record<Item['action'], string> = {
  ...{ Created: 'created', Updated: 'updated', Unchanged: 'as they were' },
  ...{ Kept: 'kept, since changed by hand', Failed: 'failed' },
};

/** Shows what an installation would do, and does it. */
export function InstallDialog(props: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(40rem, 94vw)"
    >
      <InstallContent onClose={props.onClose} />
    </Dialog>
  );
}

function InstallContent({ onClose }: { onClose: () => void }) {
  const api = useApi(pagodaApiRef);
  const [overwrite, setOverwrite] = useState(false);
  const [result, setResult] = useState<MonitoringInstallResult>();
  const [problem, setProblem] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const install = (dryRun: boolean) =>
    unwrap(
      api.client.POST('/monitoring:install', { body: { dryRun, overwrite } }),
    );
  const plan = useResource(`install/${overwrite}`, () => install(true));
  const error = problem ?? plan.error;

  async function run() {
    setPending(true);
    setProblem(undefined);
    try {
      setResult(await install(false));
    } catch (thrown) {
      setProblem(toError(thrown));
    }
    setPending(false);
  }

  return (
    <>
      <DialogHeader>Install dashboards</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {error && <ErrorPanel error={error} onRetry={plan.refresh} />}
          {!result && (
            <Checkbox isSelected={overwrite} onChange={setOverwrite}>
              Overwrite also what somebody has changed by hand
            </Checkbox>
          )}
          {!result && !plan.data && !error && <Skeleton height="6rem" />}
          {(result ?? plan.data) && (
            <Outcome
              items={(result ?? plan.data)!.items}
              words={result ? PAST : FUTURE}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        {!result && (
          <Button
            variant="primary"
            destructive={overwrite}
            isDisabled={!plan.data}
            isPending={isPending}
            onPress={run}
          >
            {overwrite ? 'Install and overwrite' : 'Install'}
          </Button>
        )}
      </DialogFooter>
    </>
  );
}

function Outcome(props: {
  items: Item[];
  words: Record<Item['action'], string>;
}) {
  const { items, words } = props;
  const actions = Object.keys(words) as Item['action'][];
  return (
    <div role="status">
      <ul>
        {actions
          .map(action => ({
            action,
            those: items.filter(item => item.action === action),
          }))
          .filter(({ those }) => those.length > 0)
          .map(({ action, those }) => (
            <li key={action}>
              {those.length} {words[action]}
              {(action === 'Kept' || action === 'Failed') && (
                <ul>
                  {those.map(item => (
                    <li key={`${item.target}/${item.id}`}>
                      {item.title}: {item.message}
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
      </ul>
      {items.length === 0 && (
        <Text color="secondary">Neither Grafana nor Kibana is connected.</Text>
      )}
    </div>
  );
}
