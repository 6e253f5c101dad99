import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Text, TextField } from '@backstage/ui';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { PreflightVerdict } from '../../clouds/PreflightVerdict';
import { DialogForm, FormDialog } from '../../components';
import { isSize, useVolumePreflight } from './cloud/useVolumePreflight';

interface Props {
  volume: Volume;
  isOpen: boolean;
  onClose: () => void;
  onChanged: (volume: Volume) => void;
}

/** Gives a volume more room. */
export function ResizeDialog(props: Props) {
  return (
    <FormDialog isOpen={props.isOpen} onClose={props.onClose} isDismissable>
      <Content {...props} />
    </FormDialog>
  );
}

function Content({ volume, onClose, onChanged }: Props) {
  const { project, name, spec, provider, cloud } = volume;
  const api = useApi(pagodaApiRef);
  const [size, setSize] = useState(spec.size);
  const wanted = size.trim();
  const isChanged = isSize(wanted) && wanted !== spec.size;
  const preflight = useVolumePreflight(
    project,
    cloud !== undefined && isChanged
      ? { cloud, size: wanted, volume: name }
      : undefined,
  );
  return (
    <DialogForm
      title={`Resize ${name}`}
      submitLabel="Resize"
      refusedTitle="The size was refused"
      isComplete={isChanged}
      onSubmit={async () =>
        onChanged(
          await unwrap(
            api.client.PATCH('/projects/{project}/volumes/{volume}', {
              params: { path: { project, volume: name } },
              body: { size: wanted },
            }),
          ),
        )
      }
      onClose={onClose}
    >
      <TextField
        label="Size"
        description={`Now ${spec.size}`}
        value={size}
        onChange={setSize}
        isRequired
      />
      {cloud !== undefined && isChanged && (
        <PreflightVerdict
          state={preflight}
          missing={[]}
          problems={preflight.verdict?.problems.length ?? 0}
          unplaced={preflight.verdict?.problems.map(({ field, message }) => ({
            ...{ field, text: message },
          }))}
        />
      )}
      {provider !== 'directory' && (
        <Text color="secondary">
          It cannot be made smaller again. Some storage grows only while nothing
          uses it: then it is done when the runs that mount it have ended.
        </Text>
      )}
    </DialogForm>
  );
}
