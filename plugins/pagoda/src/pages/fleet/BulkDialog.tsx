import { useState, type ReactNode } from 'react';
import {
  Button,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import { FormDialog } from '../../components';
import styles from './fleet.module.css';
import { runBulk, type BulkResult } from './runBulk';

const WORDS: Record<BulkResult['state'], string> = {
  waiting: 'waits',
  working: 'under way',
  done: '✓ done',
  failed: '✕ failed',
};

/** Something that is done with several. */
export interface BulkAction<T> {
  /** Such as `Delete 3 clusters?` */
  title: string;
  /** What the button does, such as `Delete them`. */
  confirmLabel: string;
  destructive?: boolean;
  /** Has to be typed first, where it cannot be undone. */
  typeToConfirm?: string;
  /** What it means, and what is lost. */
  about: ReactNode;
  items: readonly T[];
  work: (item: T) => Promise<unknown>;
}

/** Asks, does it with each, and tells what became of each; stays open until somebody has read that. */
export function BulkDialog<T extends { id: string }>(props: {
  action: BulkAction<T> | undefined;
  /** @param changed - whether anything was done */
  onClose: (changed: boolean) => void;
}) {
  const { action, onClose } = props;
  const [results, setResults] = useState<BulkResult[]>();
  const isRunning = results?.some(({ state }) =>
    ['waiting', 'working'].includes(state),
  );
  function close() {
    if (!isRunning) {
      onClose(results !== undefined);
      setResults(undefined);
    }
  }
  return (
    <FormDialog isOpen={action !== undefined} onClose={close} width="36rem">
      {action && (
        <Content
          key={action.title}
          action={action}
          results={results}
          isRunning={isRunning ?? false}
          onConfirm={() => runBulk(action.items, action.work, setResults)}
          onClose={close}
        />
      )}
    </FormDialog>
  );
}

function Content<T extends { id: string }>(props: {
  action: BulkAction<T>;
  results: BulkResult[] | undefined;
  isRunning: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}) {
  const { action, results, isRunning } = props;
  const [typed, setTyped] = useState('');
  const { typeToConfirm } = action;
  const count = (state: BulkResult['state']) =>
    results?.filter(result => result.state === state).length ?? 0;
  return (
    <>
      <DialogHeader>{action.title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {!results && action.about}
          {results && (
            <Text role="status">
              {count('done')} of {results.length} done
              {count('failed') > 0 && `, ${count('failed')} failed`}
            </Text>
          )}
          <ul className={styles.results}>
            {action.items.map(({ id }) => {
              const result = results?.find(each => each.id === id);
              return (
                <li key={id}>
                  <span>{id}</span>
                  {result && <span>{WORDS[result.state]}</span>}
                  {result?.message && (
                    <span className={styles.failed}>{result.message}</span>
                  )}
                </li>
              );
            })}
          </ul>
          {!results && typeToConfirm !== undefined && (
            <TextField
              label={`Type ${typeToConfirm} to confirm`}
              value={typed}
              onChange={setTyped}
            />
          )}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button
          variant="secondary"
          isDisabled={isRunning}
          onPress={props.onClose}
        >
          Close
        </Button>
        {(!results || isRunning) && (
          <Button
            variant="primary"
            destructive={action.destructive}
            isDisabled={typeToConfirm !== undefined && typed !== typeToConfirm}
            isPending={isRunning}
            onPress={() => {
              props.onConfirm();
            }}
          >
            {action.confirmLabel}
          </Button>
        )}
      </DialogFooter>
    </>
  );
}
