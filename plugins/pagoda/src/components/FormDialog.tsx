import { useState, type FormEvent, type ReactNode } from 'react';
import { toError } from '@backstage/errors';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import { ErrorPanel } from './ErrorPanel';

/** A dialog around a {@link DialogForm}, which is mounted only while it is open, so that each opening starts afresh. */
export function FormDialog(props: {
  isOpen: boolean;
  onClose: () => void;
  /** Of CSS; narrower on small screens. */
  width?: string;
  /** A click beside it closes it; not where much may have been typed. */
  isDismissable?: boolean;
  children: ReactNode;
}) {
  const { isOpen, onClose, width = '32rem', isDismissable = false } = props;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      width={`min(${width}, 94vw)`}
      isDismissable={isDismissable}
    >
      {props.children}
    </Dialog>
  );
}

/** A form that is sent once; it stays open with the error where it is refused, and closes when it was taken. */
export function DialogForm(props: {
  title: string;
  submitLabel: string;
  /** Above the error, such as `The volume was refused`. */
  refusedTitle: string;
  /** Whether all that is needed has been filled in. */
  isComplete: boolean;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}) {
  const { onSubmit, onClose } = props;
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    setError(undefined);
    try {
      await onSubmit();
      onClose();
    } catch (thrown) {
      setError(toError(thrown));
      setPending(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate autoComplete="off">
      <DialogHeader>{props.title}</DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {props.children}
          {error && <ErrorPanel error={error} title={props.refusedTitle} />}
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
        <Button
          variant="primary"
          type="submit"
          isPending={isPending}
          isDisabled={!props.isComplete}
        >
          {props.submitLabel}
        </Button>
      </DialogFooter>
    </form>
  );
}
