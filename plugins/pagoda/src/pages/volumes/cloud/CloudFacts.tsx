import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { Flex, Link, Switch, Text } from '@backstage/ui';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../../api';
import { CostHint } from '../../../clouds/PreflightVerdict';
import {
  ErrorPanel,
  FactList,
  Panel,
  RelativeTime,
  type Fact,
} from '../../../components';
import { useLinks, type PagodaLinks } from '../../../hooks/useLinks';

/** Where in a cloud a volume is, what it is attached to, what keeps it, and what it costs. */
export function CloudFacts(props: {
  volume: Volume;
  mayWrite: boolean;
  onChanged: (volume: Volume) => void;
}) {
  const { volume, mayWrite, onChanged } = props;
  const { project, name, cost, status } = volume;
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();

  async function protect(deletionProtection: boolean) {
    setPending(true);
    setError(undefined);
    try {
      onChanged(
        await unwrap(
          api.client.PATCH('/projects/{project}/volumes/{volume}', {
            params: { path: { project, volume: name } },
            body: { deletionProtection },
          }),
        ),
      );
    } catch (thrown) {
      setError(toError(thrown));
    } finally {
      setPending(false);
    }
  }

  return (
    <Panel title="In the cloud">
      <Flex direction="column" gap="3">
        <FactList facts={factsOf(volume, links)} />
        <Switch
          label="Protected from deletion"
          isSelected={volume.deletionProtection ?? false}
          isDisabled={!mayWrite || isPending}
          onChange={protect}
        />
        {error && <ErrorPanel error={error} title="It stays as it is" />}
        {cost && <CostHint cost={cost} />}
        {status.observedAt && (
          <Text variant="body-small" color="secondary">
            Seen there <RelativeTime time={status.observedAt} />.
          </Text>
        )}
      </Flex>
    </Panel>
  );
}

function factsOf(volume: Volume, links: PagodaLinks): Fact[] {
  const { project, cluster, source, status, externalId } = volume;
  const attachments = status.attachments ?? [];
  return [
    { label: 'Cloud', value: volume.cloud },
    { label: 'Type', value: volume.volumeType ?? "the cloud's default" },
    { label: 'Zone', value: volume.zone ?? 'not known yet' },
    {
      label: 'Cluster',
      value:
        cluster === undefined ? (
          'none'
        ) : (
          <Link href={links.cluster(cluster)}>{cluster}</Link>
        ),
    },
    {
      label: 'Attached to',
      value:
        attachments.length === 0
          ? 'nothing'
          : attachments.map(({ server, name, device }) => (
              <div key={server} title={server}>
                {name || server}
                {device && ` as ${device}`}
              </div>
            )),
    },
    ...(source
      ? [
          {
            label: 'Made from',
            value: (
              <>
                <Link href={links.volume(project, source.volume)}>
                  {source.volume}
                </Link>
                {source.snapshot !== undefined && `, as of ${source.snapshot}`}
              </>
            ),
          },
        ]
      : []),
    {
      label: 'Id there',
      value: externalId === undefined ? 'none yet' : <code>{externalId}</code>,
    },
    ...(volume.links ?? []).map(({ title, url }) => ({
      label: 'Elsewhere',
      value: (
        <Link href={url} target="_blank" rel="noopener noreferrer">
          {title}
        </Link>
      ),
    })),
  ];
}
