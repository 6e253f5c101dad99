import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Alert, Text } from '@backstage/ui';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { DialogForm, FormDialog } from '../../../components';
import { useLinks } from '../../../hooks/useLinks';
import { useProjectChoices } from '../../../hooks/useProjectChoices';
import { useToast } from '../../../hooks/useToast';
import { useNavigate } from '../../../routing';
import { ChoiceField } from '../../../scaffolder/ChoiceField';

interface Props {
  volume: Volume;
  isOpen: boolean;
  onClose: () => void;
}

/** Gives a volume to another project. */
export function TransferDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose}>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ volume, onClose }: Props) {
  const { project, name } = volume;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const navigate = useNavigate();
  const toast = useToast();
  const choices = useProjectChoices('researcher');
  const [to, setTo] = useState<string>();
  return (
    <DialogForm
      title={`Transfer ${name}`}
      submitLabel="Transfer"
      refusedTitle="The transfer was refused"
      isComplete={to !== undefined && volume.cluster === undefined}
      onSubmit={async () => {
        const moved = await unwrap(
          api.client.POST('/projects/{project}/volumes/{volume}:transfer', {
            params: { path: { project, volume: name } },
            body: { project: to ?? '' },
          }),
        );
        toast.success(`${name} belongs to ${moved.project} now`);
        navigate(links.volume(moved.project, moved.name));
      }}
      onClose={onClose}
    >
      {volume.cluster !== undefined && (
        <Alert
          status="warning"
          icon
          title={`It is on cluster ${volume.cluster}`}
          description="What leads to it there belongs to its project: unbind it first."
        />
      )}
      <Text color="secondary">
        The volume goes with its snapshots. From then on its size counts against
        the quota of the new project, whose members have it; those of {project}{' '}
        have it no more, and experiments of {project} that name it find it no
        more.
      </Text>
      <ChoiceField
        label="To project"
        choices={{
          ...choices,
          data: choices.data?.filter(one => one.name !== project),
        }}
        value={to}
        onChange={setTo}
        isRequired
        isInvalid={false}
        isDisabled={false}
        empty="You may create volumes in no other project."
      />
    </DialogForm>
  );
}
