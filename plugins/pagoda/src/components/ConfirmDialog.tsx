import { useState, type ReactNode } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  TextField,
} from '@backstage/ui';
import { ErrorPanel } from './ErrorPanel';

/** Asks before something is lost. Stays open with the error when the action fails. */
export function ConfirmDialog(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** Names what is lost. */
  children: ReactNode;
  /** What the button does, such as `Delete 3 runs`. */
  confirmLabel: string;
  destructive?: boolean;
  /** Has to be typed first, where the action cannot be undone. */
  typeToConfirm?: string;
  onConfirm: () => Promise<void>;
}) {
  return (
    <Dialog
      isOpen={props.isOpen}
      onOpenChange={isOpen => !isOpen && props.onClose()}
      width="min(32rem, 94vw)"
      isDismissable
    >
      {/* Mounted only while open, so that each opening starts afresh. */}
      <ConfirmDialogContent {...props} />
    </Dialog>
  );
}

function ConfirmDialogContent(props: Parameters<typeof ConfirmDialog>[0]) {
  const [typed, setTyped] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const isBlocked =
    props.typeToConfirm !== undefined && typed !== props.typeToConfirm;

  async function confirm() {
    setPending(true);
    setError(undefined);
    try {
      await props.onConfirm();
      props.onClose();
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
      setPending(false);
    }
  }

  return (
    <>
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <div>{props.children}</div>
          {props.typeToConfirm !== undefined && (
            <TextField
              label={`Type ${props.typeToConfirm} to confirm`}
              value={typed}
              onChange={setTyped}
            />
          )}
          {error && <ErrorPanel error={error} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={props.onClose}>
          Keep
        </Button>
        <Button
          variant="primary"
          destructive={props.destructive}
          isDisabled={isBlocked}
          isPending={isPending}
          onPress={confirm}
        >
          {props.confirmLabel}
        </Button>
      </DialogFooter>
    </>
  );
}
