import { useMemo, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import { RiDownloadLine, RiRefreshLine } from '@remixicon/react';
import {
  formatBytes,
  isFinal,
  type FileEntry,
  type FileList,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { download, encodePath, pagodaApiRef, unwrap } from '../../../api';
import {
  CopyButton,
  EmptyState,
  ErrorPanel,
  RelativeTime,
} from '../../../components';
import { useResource } from '../../../hooks/useResource';
import { useToast } from '../../../hooks/useToast';
import { buildFileTree } from './fileTree';
import { FilePreview } from './FilePreview';
import { FileTree } from './FileTree';
import styles from './ResultsTab.module.css';

/** The files that the run wrote: tree, preview, download. */
export function ResultsTab({ run }: { run: Run }) {
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const { data, error, isStale, refresh } = useResource(
    `results ${run.id} ${run.status.phase}`,
    async signal =>
      (await unwrap(
        api.client.GET('/runs/{run}/results', {
          params: { path: { run: run.id } },
          signal,
        }),
      )) as FileList,
  );
  const [chosen, setChosen] = useState<string>();
  const files = useMemo(
    () => data?.items.filter(entry => entry.type === 'file') ?? [],
    [data],
  );
  const tree = useMemo(() => buildFileTree(data?.items ?? []), [data]);
  const selected = files.find(file => file.path === chosen) ?? firstOf(files);

  async function save(path: string, name: string, size: number, query = {}) {
    try {
      await download(api, path, name, { size, query });
    } catch (thrown) {
      toast.error(`${name} could not be downloaded`, thrown);
    }
  }

  if (!data) {
    return (
      <div className={styles.tab}>
        {error ? (
          <ErrorPanel error={error} onRetry={refresh} />
        ) : (
          <Skeleton height="12rem" />
        )}
      </div>
    );
  }
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const mayGrow = !isFinal(run.status.phase);
  return (
    <div className={styles.tab}>
      <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
        <Text color="secondary">
          {files.length === 1 ? '1 file' : `${files.length} files`},{' '}
          {formatBytes(total)}
          {data.truncated &&
            ', the first of many: download all to have the rest'}
        </Text>
        {mayGrow && (
          <Button
            size="small"
            variant="tertiary"
            isPending={isStale && !error}
            iconStart={<RiRefreshLine aria-hidden="true" />}
            onPress={refresh}
          >
            Look again
          </Button>
        )}
        {files.length > 0 && (
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine aria-hidden="true" />}
            onPress={() =>
              save(`/runs/${run.id}/results`, `run-${run.number}.zip`, total, {
                archive: 'zip',
              })
            }
          >
            Download all
          </Button>
        )}
      </Flex>
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {files.length === 0 && (
        <EmptyState
          title={mayGrow ? 'No results yet' : 'The run left no results'}
          description="Whatever a run writes to $PAGODA_OUTPUT_DIR appears here."
        />
      )}
      {selected && (
        <div className={styles.columns}>
          <FileTree
            label="Result files"
            nodes={tree}
            selected={selected.path}
            onSelect={file => setChosen(file.path)}
          />
          <section aria-label={selected.path} className={styles.preview}>
            <FileHeader
              file={selected}
              onDownload={() =>
                save(
                  `/runs/${run.id}/results/${encodePath(selected.path)}`,
                  selected.path.split('/').at(-1) ?? selected.path,
                  selected.size,
                )
              }
            />
            <FilePreview key={selected.path} run={run.id} file={selected} />
          </section>
        </div>
      )}
    </div>
  );
}

function FileHeader(props: { file: FileEntry; onDownload: () => void }) {
  const { file } = props;
  return (
    <Flex align="center" gap="3" style={{ flexWrap: 'wrap' }}>
      <Text as="h2" variant="title-x-small" className={styles.path}>
        {file.path}
      </Text>
      <Text variant="body-small" color="secondary">
        {formatBytes(file.size)}, <RelativeTime time={file.modifiedAt} />
      </Text>
      {file.sha256 && (
        <Flex align="center" gap="1">
          <Text variant="body-small" color="secondary" title={file.sha256}>
            SHA-256 <code>{file.sha256.slice(0, 12)}…</code>
          </Text>
          <CopyButton text={file.sha256} label="Copy SHA-256" />
        </Flex>
      )}
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiDownloadLine aria-hidden="true" />}
        onPress={props.onDownload}
      >
        Download
      </Button>
    </Flex>
  );
}

/** What is worth seeing first: a picture, else a table, else anything. */
function firstOf(files: FileEntry[]): FileEntry | undefined {
  return (
    files.find(file => /\.(png|jpe?g|svg)$/i.test(file.path)) ??
    files.find(file => /\.csv$/i.test(file.path)) ??
    files[0]
  );
}
