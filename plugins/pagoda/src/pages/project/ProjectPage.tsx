import { useMemo, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Link, Skeleton, Text } from '@backstage/ui';
import { RiDeleteBinLine } from '@remixicon/react';
import type { Member, ProjectNamespace } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef, unwrap } from '../../api';
import {
  ConfirmDialog,
  EmptyState,
  EmbeddedViews,
  MetricsOverTime,
  ErrorPanel,
  PageLayout,
  Panel,
  ProjectUsageBars,
  ResourceTable,
  type ResourceColumn,
} from '../../components';
import { RecentRuns } from '../../components/RecentRuns';
import { formatEntityRef } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import { useProjectUsage } from '../../hooks/useProjectUsage';
import { useResource } from '../../hooks/useResource';
import { useWhoami } from '../../hooks/useWhoami';
import { useParams } from '../../routing';
import { KubernetesPanel } from './KubernetesPanel';
import styles from './ProjectPage.module.css';
import { ProjectRemoval } from './ProjectRemoval';
import { SecretsPanel } from './SecretsPanel';

type MemberRow = Member & { id: string };

const COLUMNS: ResourceColumn<MemberRow>[] = [
  {
    id: 'subject',
    label: 'Member',
    isRowHeader: true,
    grow: true,
    render: member => (
      <span title={member.subject}>
        {member.subject.startsWith('group:') && 'group '}
        {formatEntityRef(member.subject)}
      </span>
    ),
  },
  { id: 'role', label: 'Role', render: member => member.role },
];

/** A project: how much of its quota is used, who is in it, what ran lately. */
export function ProjectPage() {
  const { project: name = '' } = useParams();
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const isAdministrator = useWhoami().data?.administrator ?? false;
  const [isDeleting, setDeleting] = useState(false);
  /** What is left of it once it is deleted. */
  const [removed, setRemoved] = useState<ProjectNamespace[]>();
  const { data, error, refresh, set } = useResource(`project ${name}`, signal =>
    unwrap(
      api.client.GET('/projects/{project}', {
        params: { path: { project: name } },
        signal,
      }),
    ),
  );
  const usage = useProjectUsage(name);
  if (removed) {
    return (
      <PageLayout title={data?.title || name}>
        <ProjectRemoval project={name} namespaces={removed} />
      </PageLayout>
    );
  }
  return (
    <PageLayout
      title={data?.title || name}
      subtitle={data?.role ? `You are ${data.role}` : undefined}
      actions={
        isAdministrator &&
        data && (
          <Button
            variant="secondary"
            iconStart={<RiDeleteBinLine aria-hidden="true" />}
            onPress={() => setDeleting(true)}
          >
            Delete
          </Button>
        )
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data?.description && (
        <Text as="p" className={styles.description}>
          {data.description}
        </Text>
      )}
      {!error && (
        <div className={styles.grid}>
          <Panel title="Quota">
            {usage.error && !usage.data && (
              <ErrorPanel error={usage.error} onRetry={usage.refresh} />
            )}
            {usage.data && <ProjectUsageBars usage={usage.data} />}
            {usage.isLoading && <Skeleton height="6rem" />}
          </Panel>
          <Members project={name} />
          <SecretsPanel project={name} />
          {data && <KubernetesPanel project={data} onChanged={set} />}
          <div className={styles.wide}>
            <Panel
              title="Latest runs"
              action={<Link href={links.runs({ project: name })}>All</Link>}
            >
              <RecentRuns query={{ project: [name] }} />
            </Panel>
            <MetricsOverTime about={{ project: name }} />
            <EmbeddedViews about={{ project: name }} />
          </div>
        </div>
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        title={`Delete the project ${name}?`}
        confirmLabel="Delete project"
        destructive
        typeToConfirm={name}
        onConfirm={async () => {
          const answer = await api.client.DELETE('/projects/{project}', {
            params: { path: { project: name } },
          });
          setRemoved(answer.data?.items ?? []);
        }}
      >
        Its experiments, runs, logs, results and secrets are lost for good, and
        so is its namespace on each cluster.
      </ConfirmDialog>
    </PageLayout>
  );
}

function Members({ project }: { project: string }) {
  const api = useApi(pagodaApiRef);
  const { data, error, isLoading, refresh } = useResource(
    `members ${project}`,
    signal =>
      unwrap(
        api.client.GET('/projects/{project}/members', {
          params: { path: { project } },
          signal,
        }),
      ),
  );
  const rows = useMemo(
    () => (data?.items ?? []).map(item => ({ ...item, id: item.subject })),
    [data],
  );
  return (
    <Panel title="Members">
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {data && rows.length === 0 && <EmptyState title="No members" />}
      {(isLoading || rows.length > 0) && (
        <ResourceTable
          label="Members"
          columns={COLUMNS}
          items={rows}
          isLoading={isLoading}
        />
      )}
    </Panel>
  );
}
