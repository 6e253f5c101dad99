import { lazy, Suspense } from 'react';
import { ButtonLink, Flex, Link, Skeleton, Text } from '@backstage/ui';
import { RiPlayLine } from '@remixicon/react';
import { formatDuration, type Experiment } from '@pagoda/plugin-pagoda-common';
import {
  CodeBlock,
  ContainerList,
  EmbeddedViews,
  MetricsOverTime,
  ErrorPanel,
  FactList,
  PageLayout,
  Panel,
  RelativeTime,
  ResourceTable,
} from '../../components';
import { nodeFacts } from '../../describeNodes';
import { describeSecret } from '../../describeSecret';
import { useLinks } from '../../hooks/useLinks';
import { useTemplateLinks } from '../../hooks/useTemplateLinks';
import { useParams, useSearchParams } from '../../routing';
import styles from './ExperimentPage.module.css';
import { LatestRuns } from './LatestRuns';
import { toFields } from './parameterForm';
import { Revisions } from './Revisions';
import { useExperiment } from './useExperiment';

const MarkdownText = lazy(() =>
  import('../../components/MarkdownText').then(m => ({
    default: m.MarkdownText,
  })),
);

/** What is it and how do I start it? */
export function ExperimentPage() {
  const { project = '', experiment = '' } = useParams();
  const [query] = useSearchParams();
  const revision = Number(query.get('revision')) || undefined;
  const { data, error, refresh } = useExperiment(project, experiment, revision);
  const links = useLinks();
  const templates = useTemplateLinks();
  return (
    <PageLayout
      title={data?.title ?? experiment}
      parents={[{ label: 'Experiments', href: links.experiments() }]}
      subtitle={
        data && (
          <Text color="secondary">
            {project} · revision {data.revision} · by{' '}
            {data.owner.replace(/^user:default\//, '')}, changed{' '}
            <RelativeTime time={data.updatedAt} />
          </Text>
        )
      }
      actions={
        <>
          {templates.sweep && (
            <ButtonLink href={templates.sweep} variant="secondary">
              Sweep
            </ButtonLink>
          )}
          <ButtonLink
            href={links.startExperiment(project, experiment)}
            variant="primary"
            iconStart={<RiPlayLine aria-hidden="true" />}
          >
            Start run
          </ButtonLink>
        </>
      }
    >
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="20rem" />}
      {data && <Content experiment={data} />}
    </PageLayout>
  );
}

function Content({ experiment }: { experiment: Experiment }) {
  const links = useLinks();
  const { spec } = experiment;
  const fields = toFields(spec.parameterSchema).map(field => ({
    ...field,
    id: field.name,
  }));
  return (
    <div className={styles.columns}>
      <Flex direction="column" gap="4">
        {experiment.readme && (
          <div className={styles.readme}>
            <Suspense fallback={<Skeleton height="8rem" />}>
              <MarkdownText>{experiment.readme}</MarkdownText>
            </Suspense>
          </div>
        )}
        <Panel title="Parameters">
          {fields.length === 0 ? (
            <Text color="secondary">It takes none.</Text>
          ) : (
            <ResourceTable
              label="Parameters"
              items={fields}
              columns={[
                {
                  id: 'name',
                  label: 'Name',
                  isRowHeader: true,
                  render: field => <code>{field.name}</code>,
                },
                { id: 'type', label: 'Type', render: field => field.kind },
                {
                  id: 'default',
                  label: 'Default',
                  render: field => String(field.initial),
                },
                {
                  id: 'description',
                  label: 'Description',
                  grow: true,
                  hideBelow: 'sm',
                  render: field =>
                    [field.description, field.range && `(${field.range})`]
                      .filter(Boolean)
                      .join(' '),
                },
              ]}
            />
          )}
        </Panel>
        <Panel title="Containers">
          <ContainerList spec={spec} />
        </Panel>
        <LatestRuns project={experiment.project} experiment={experiment.name} />
        <MetricsOverTime
          about={{ project: experiment.project, experiment: experiment.name }}
        />
        <EmbeddedViews
          about={{ project: experiment.project, experiment: experiment.name }}
        />
      </Flex>
      <Flex direction="column" gap="4">
        <FactList
          title="Asked for"
          facts={[
            { label: 'CPU', value: spec.resources?.cpu ?? '1' },
            { label: 'Memory', value: spec.resources?.memory ?? '512Mi' },
            { label: 'GPU', value: spec.resources?.gpu ?? 0 },
            {
              label: 'Time limit',
              value: formatDuration((spec.timeoutSeconds ?? 3600) * 1000),
            },
            { label: 'Retries', value: spec.retries?.limit ?? 0 },
            ...nodeFacts(spec),
          ]}
        />
        <FactList
          title="Volumes and secrets"
          empty="It takes none."
          facts={[
            ...(spec.volumes ?? []).map(volume => ({
              label: `Volume ${volume.name}`,
              value: (
                <>
                  <Link href={links.volume(experiment.project, volume.name)}>
                    {volume.path}
                  </Link>
                  {volume.readOnly === false ? ', writable' : ', read-only'}
                </>
              ),
            })),
            ...(spec.secrets ?? []).map(secret => ({
              label: `Secret ${secret.name}`,
              value: describeSecret(secret),
            })),
          ]}
        />
        <CodeBlock title="From the command line" copyLabel="Copy">
          {`pagoda run submit ${experiment.name} --project ${experiment.project} --follow --wait`}
        </CodeBlock>
        <Revisions
          project={experiment.project}
          experiment={experiment.name}
          shown={experiment.revision}
        />
      </Flex>
    </div>
  );
}
