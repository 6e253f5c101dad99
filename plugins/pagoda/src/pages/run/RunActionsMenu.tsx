import { useState } from 'react';
import { Button, ButtonIcon, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiMoreLine, RiRestartLine, RiStopCircleLine } from '@remixicon/react';
import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import { ConfirmDialog, ErrorPanel } from '../../components';
import { runTitle } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { useMayWrite } from '../../hooks/useMayWrite';
import { useRunActions } from '../../hooks/useRunActions';
import { useToast } from '../../hooks/useToast';
import { useNavigate } from '../../routing';
import { RerunDialog } from './RerunDialog';
import { useRerun } from './useRerun';

/** What can be done with the run: end it while it goes, repeat it after. */
export function RunActionsMenu({ run }: { run: Run }) {
  const actions = useRunActions();
  const links = useLinks();
  const navigate = useNavigate();
  const toast = useToast();
  const { rerun, isPending, error } = useRerun(run);
  const [dialog, setDialog] = useState<
    'cancel' | 'delete' | 'force' | 'rerun'
  >();
  const close = () => setDialog(undefined);
  const mayWrite = useMayWrite(run.project);
  const hasEnded = isFinal(run.status.phase);
  const isCancelling = !hasEnded && Boolean(run.status.cancelRequestedBy);
  const isHeld =
    isCancelling && run.status.explanation?.code === 'ClusterUnreachable';

  return (
    <>
      <MenuTrigger>
        <ButtonIcon
          aria-label="More actions"
          variant="secondary"
          icon={<RiMoreLine aria-hidden="true" />}
        />
        <Menu
          onAction={key => {
            switch (key) {
              case 'again':
                rerun();
                break;
              case 'compare':
                navigate(links.compareRuns(run.id));
                break;
              default:
                setDialog(key === 'delete' ? 'delete' : 'rerun');
            }
          }}
        >
          {mayWrite && !hasEnded && <MenuItem id="again">Run again</MenuItem>}
          {mayWrite && <MenuItem id="changed">Rerun with changes…</MenuItem>}
          <MenuItem id="compare">Compare…</MenuItem>
          {mayWrite && hasEnded && (
            <MenuItem id="delete" color="danger">
              Delete…
            </MenuItem>
          )}
        </Menu>
      </MenuTrigger>
      {mayWrite && hasEnded && (
        <Button
          variant="primary"
          isPending={isPending}
          iconStart={<RiRestartLine aria-hidden="true" />}
          onPress={() => rerun()}
        >
          Rerun
        </Button>
      )}
      {mayWrite && isHeld && (
        <Button
          variant="primary"
          iconStart={<RiStopCircleLine aria-hidden="true" />}
          onPress={() => setDialog('force')}
        >
          End without the cluster…
        </Button>
      )}
      {mayWrite && !hasEnded && !isHeld && (
        <Button
          variant="primary"
          isDisabled={isCancelling}
          iconStart={<RiStopCircleLine aria-hidden="true" />}
          onPress={() => setDialog('cancel')}
        >
          {isCancelling ? 'Cancelling…' : 'Cancel run'}
        </Button>
      )}
      {error && <ErrorPanel error={error} title="The rerun was refused" />}
      <RerunDialog run={run} isOpen={dialog === 'rerun'} onClose={close} />
      <ConfirmDialog
        isOpen={dialog === 'cancel'}
        onClose={close}
        title={`Cancel ${runTitle(run)}?`}
        confirmLabel="Cancel the run"
        destructive
        onConfirm={async () => {
          await actions.cancel([run]);
          toast.success(`${runTitle(run)} is being cancelled`);
        }}
      >
        It ends now. What it has written so far stays; what it was still
        computing is lost.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={dialog === 'force'}
        onClose={close}
        title={`End ${runTitle(run)} without its cluster?`}
        confirmLabel="End the run"
        destructive
        onConfirm={async () => {
          await actions.cancel([run], { force: true });
          toast.success(`${runTitle(run)} is ended without its cluster`);
        }}
      >
        Cluster {run.cluster} does not answer, so that nobody knows whether the
        run still executes there. What it wrote last may be missing; what is
        left of it is ended when the cluster is back.
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={dialog === 'delete'}
        onClose={close}
        title={`Delete ${runTitle(run)}?`}
        confirmLabel="Delete the run"
        destructive
        onConfirm={async () => {
          await actions.remove([run]);
          toast.success(`${runTitle(run)} was deleted`);
          navigate(links.runs());
        }}
      >
        Its logs and results are deleted with it. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}
