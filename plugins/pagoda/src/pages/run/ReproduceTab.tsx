import { useApi } from '@backstage/core-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { pagodaApiRef } from '../../api';
import { CodeBlock, CopyButton, FactList } from '../../components';
import { useLinks } from '../../hooks/useLinks';
import { useResource } from '../../hooks/useResource';
import { digestOf, hasFlags, toCliCommand, toCurlCommand } from './reproduce';
import styles from './RunPage.module.css';

/** All that is needed to get the same run again, here or from a shell. */
export function ReproduceTab({ run }: { run: Run }) {
  const api = useApi(pagodaApiRef);
  const links = useLinks();
  const { data: baseUrl } = useResource('baseUrl', () => api.getBaseUrl());
  const files = run.spec.files ?? [];
  const digest = digestOf(run);
  return (
    <div className={styles.tab}>
      <FactList
        title="What was executed"
        facts={[
          ...(run.experiment
            ? [
                {
                  label: 'Experiment',
                  value: (
                    <Link href={links.experiment(run.project, run.experiment)}>
                      {`${run.experiment}, revision ${run.revision}`}
                    </Link>
                  ),
                },
              ]
            : []),
          { label: 'Image', value: <code>{run.spec.image}</code> },
          ...(digest
            ? [
                {
                  label: 'Executed with',
                  value: (
                    <span className={styles.copied}>
                      <code>{digest}</code>
                      <CopyButton text={digest} label="Copy the digest" />
                    </span>
                  ),
                },
              ]
            : []),
          {
            label: 'Command',
            value: <code>{run.spec.command.join(' ')}</code>,
          },
          ...(files.length > 0
            ? [
                {
                  label: 'Code',
                  value: files.map(file => file.path).join(', '),
                },
              ]
            : []),
          { label: 'Run', value: <code>{run.id}</code> },
        ]}
      />
      <CodeBlock title="Parameters (params.json)" copyLabel="Copy parameters">
        {JSON.stringify(run.spec.parameters, undefined, 2)}
      </CodeBlock>
      <Flex direction="column" gap="1">
        <CodeBlock title="The very same again" copyLabel="Copy rerun command">
          {`pagoda run rerun ${run.id} --project ${run.project} --follow --wait`}
        </CodeBlock>
        <Text variant="body-small" color="secondary">
          {digest
            ? 'It takes the image by its digest, so that it is the same even where the tag has moved on.'
            : 'The digest of the image is not known, so its tag decides what is executed.'}
        </Text>
      </Flex>
      {hasFlags(run) && (
        <CodeBlock title="Again with the CLI" copyLabel="Copy command">
          {toCliCommand(run)}
        </CodeBlock>
      )}
      {baseUrl && (
        <Flex direction="column" gap="1">
          <CodeBlock title="Again with curl" copyLabel="Copy curl command">
            {toCurlCommand(run, baseUrl)}
          </CodeBlock>
          <Text variant="body-small" color="secondary">
            <code>$TOKEN</code> is a Backstage token:{' '}
            <code>{`TOKEN=$(curl -s -H "Authorization: Bearer $PAGODA_TOKEN" ${baseUrl.replace('/pagoda/v1', '')}/auth/pat/refresh | jq -r .backstageIdentity.token)`}</code>{' '}
            gets one for an <Link href={links.tokens()}>access token</Link>.
          </Text>
        </Flex>
      )}
    </div>
  );
}
