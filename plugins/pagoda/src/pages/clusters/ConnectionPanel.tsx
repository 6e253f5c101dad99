import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Skeleton } from '@backstage/ui';
import type {
  Cluster,
  ClusterConnectionInfo,
} from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ErrorPanel,
  FactList,
  Panel,
  RelativeTime,
  type Fact,
} from '../../components';
import { useResource } from '../../hooks/useResource';
import { ConnectionDialog } from './ConnectionDialog';
import { formatDay } from './formatDay';

const AUTHENTICATION: Record<ClusterConnectionInfo['authentication'], string> =
  {
    token: 'a token',
    certificate: 'a client certificate',
    serviceAccount: 'the service account of the portal’s pod',
    none: 'nothing',
  };

/** How a cluster is reached, for administrators; without credentials. */
export function ConnectionPanel(props: {
  cluster: string;
  onChanged: (cluster: Cluster) => void;
}) {
  const { cluster } = props;
  const api = useApi(pagodaApiRef);
  const [isEditing, setEditing] = useState(false);
  const { data, error, refresh } = useResource(
    `connection ${cluster}`,
    signal =>
      unwrap(
        api.client.GET('/clusters/{cluster}/connection', {
          params: { path: { cluster } },
          signal,
        }),
      ),
  );
  return (
    <Panel
      title="Connection"
      action={
        <Button
          variant="secondary"
          size="small"
          onPress={() => setEditing(true)}
        >
          Edit connection
        </Button>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="4rem" />}
      {data && <FactList facts={factsOf(data)} />}
      <ConnectionDialog
        cluster={cluster}
        isOpen={isEditing}
        onClose={() => setEditing(false)}
        onDone={changed => {
          refresh();
          props.onChanged(changed);
        }}
      />
    </Panel>
  );
}

function factsOf(info: ClusterConnectionInfo): Fact[] {
  const optional = (label: string, value: Fact['value']): Fact[] =>
    value === undefined ? [] : [{ label, value }];
  return [
    { label: 'Server', value: <code>{info.server}</code> },
    { label: 'Signs in with', value: AUTHENTICATION[info.authentication] },
    ...optional('Credentials end', info.expiresAt && formatDay(info.expiresAt)),
    ...optional('Proxy', info.proxy),
    ...optional('Name in the certificate', info.tlsServerName),
    ...optional(
      'Trusted certificate (SHA-256)',
      info.caFingerprint && <code>{info.caFingerprint}</code>,
    ),
    ...optional(
      'Trust',
      info.insecureSkipTlsVerify
        ? 'whoever answers; for tests alone'
        : undefined,
    ),
    ...optional('Seconds to connect', info.connectTimeoutSeconds?.toString()),
    ...optional(
      'Seconds for an answer',
      info.requestTimeoutSeconds?.toString(),
    ),
    {
      label: 'Entered',
      value: (
        <>
          <RelativeTime time={info.updatedAt} /> by {info.updatedBy}
        </>
      ),
    },
  ];
}
