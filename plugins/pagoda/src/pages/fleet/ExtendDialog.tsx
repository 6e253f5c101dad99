import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Select, Text } from '@backstage/ui';
import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import { DialogForm, FormDialog } from '../../components';
import type { BulkAction } from './BulkDialog';

const DAY = 86_400_000;

const SPANS = [
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days' },
  { id: '90', label: '90 days' },
  { id: '365', label: 'a year' },
  { id: 'none', label: 'without an end' },
];

/** Asks by how much clusters are extended; each from its end, or from now where that is over. */
export function ExtendDialog<T extends Cluster>(props: {
  /** Empty while it is closed. */
  clusters: readonly T[];
  onClose: () => void;
  onExtend: (action: BulkAction<T>) => void;
}) {
  const { clusters, onClose, onExtend } = props;
  const api = useApi(pagodaApiRef);
  const [span, setSpan] = useState('30');

  async function submit() {
    const label = SPANS.find(({ id }) => id === span)!.label;
    onExtend({
      title: `Extend ${clusters.length === 1 ? clusters[0].name : `${clusters.length} clusters`}?`,
      confirmLabel: 'Extend',
      about: (
        <Text>
          {span === 'none'
            ? 'They have no end any more.'
            : `Each ends ${label} later, or ${label} from now where its end is over.`}
        </Text>
      ),
      items: clusters,
      work: ({ name, endsAt }) =>
        unwrap(
          api.client.PATCH('/clusters/{cluster}', {
            params: { path: { cluster: name } },
            body: { endsAt: extend(endsAt, span) },
          }),
        ),
    });
  }

  return (
    <FormDialog isOpen={clusters.length > 0} onClose={onClose}>
      <DialogForm
        title={
          clusters.length === 1
            ? `Extend ${clusters[0].name}`
            : `Extend ${clusters.length} clusters`
        }
        submitLabel="Next"
        refusedTitle="They were not extended"
        isComplete
        onSubmit={submit}
        onClose={onClose}
      >
        <Select
          label="By"
          options={SPANS}
          value={span}
          onChange={key => setSpan(String(key))}
        />
      </DialogForm>
    </FormDialog>
  );
}

/** The new end; `null` for none. */
export function extend(
  endsAt: string | undefined,
  span: string,
  now: number = Date.now(),
): string | null {
  if (span === 'none') {
    return null;
  }
  const from = Math.max(endsAt === undefined ? now : Date.parse(endsAt), now);
  return new Date(from + Number(span) * DAY).toISOString();
}
