import { useRef, useState, type DragEvent } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { Button, ButtonIcon, Flex, Skeleton, Text } from '@backstage/ui';
import {
  RiDeleteBinLine,
  RiDownloadLine,
  RiFile2Line,
  RiFolder3Line,
  RiUploadLine,
} from '@remixicon/react';
import {
  formatBytes,
  type FileEntry,
  type FileList as Listing,
} from '@pagoda/plugin-pagoda-common';
import { download, encodePath, pagodaApiRef } from '../../api';
import {
  ConfirmDialog,
  EmptyState,
  ErrorPanel,
  RelativeTime,
  ResourceTable,
} from '../../components';
import { useResource } from '../../hooks/useResource';
import { useToast } from '../../hooks/useToast';
import { useSearchParams } from '../../routing';
import styles from './FileBrowser.module.css';
import { UploadList } from './UploadList';
import { useUploads } from './useUploads';

interface FileBrowserProps {
  project: string;
  volume: string;
  mayWrite: boolean;
  /** Called when files came or went. */
  onChanged: () => void;
}

/** The files of a volume, folder by folder; the folder stands in the address. */
export function FileBrowser(props: FileBrowserProps) {
  const { project, volume, mayWrite } = props;
  const api = useApi(pagodaApiRef);
  const toast = useToast();
  const [query, setQuery] = useSearchParams();
  const folder = query.get('path') ?? '';
  const base = `/projects/${encodeURIComponent(project)}/volumes/${encodeURIComponent(volume)}/files`;
  const pathOf = (path: string) =>
    path ? `${base}/${encodePath(path)}` : base;
  const { data, error, refresh } = useResource(
    `files ${project}/${volume} ${folder}`,
    async signal => {
      const response = await api.request(pathOf(folder), { signal });
      return (await response.json()) as Listing;
    },
  );
  const changed = () => {
    refresh();
    props.onChanged();
  };
  const { uploads, add, clear } = useUploads(
    (name, body, signal) =>
      api.request(pathOf(folder ? `${folder}/${name}` : name), {
        method: 'PUT',
        headers: { 'Content-Type': 'application/octet-stream' },
        body,
        signal,
      }),
    changed,
  );
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [doomed, setDoomed] = useState<FileEntry>();

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  }

  async function save(path: string, name: string, options = {}) {
    try {
      await download(api, path, name, options);
    } catch (thrown) {
      toast.error(`${name} could not be downloaded`, thrown);
    }
  }

  const dropZone = mayWrite
    ? {
        onDragOver: (event: DragEvent) => {
          event.preventDefault();
          setOver(true);
        },
        onDragLeave: () => setOver(false),
        onDrop: drop,
      }
    : {};

  return (
    <section
      aria-label="Files"
      className={styles.browser}
      data-over={isOver}
      {...dropZone}
    >
      <Flex
        align="center"
        justify="between"
        gap="2"
        style={{ flexWrap: 'wrap' }}
      >
        <FolderPath
          volume={volume}
          folder={folder}
          onOpen={path => setQuery(path ? { path } : {})}
        />
        <Flex gap="2">
          <Button
            size="small"
            variant="secondary"
            iconStart={<RiDownloadLine aria-hidden="true" />}
            onPress={() =>
              save(pathOf(folder), `${folder.split('/').pop() || volume}.zip`, {
                query: { archive: 'zip' },
              })
            }
          >
            Download all
          </Button>
          {mayWrite && (
            <>
              <Button
                size="small"
                variant="primary"
                iconStart={<RiUploadLine aria-hidden="true" />}
                onPress={() => input.current?.click()}
              >
                Upload
              </Button>
              <input
                ref={input}
                type="file"
                multiple
                hidden
                aria-label="Files to upload"
                onChange={event => {
                  add([...(event.target.files ?? [])]);
                  event.target.value = '';
                }}
              />
            </>
          )}
        </Flex>
      </Flex>
      <UploadList uploads={uploads} onClear={clear} />
      {error && <ErrorPanel error={error} onRetry={refresh} />}
      {!data && !error && <Skeleton height="10rem" />}
      {data?.items.length === 0 && (
        <EmptyState
          title={folder ? 'The folder is empty' : 'The volume is empty'}
          description={
            mayWrite
              ? 'Drop files here, or press Upload. A run finds them below $PAGODA_INPUT_DIR.'
              : undefined
          }
        />
      )}
      {data && data.items.length > 0 && (
        <ResourceTable
          label="Files"
          items={data.items.map(item => ({ ...item, id: item.path }))}
          columns={[
            {
              id: 'name',
              label: 'Name',
              isRowHeader: true,
              grow: true,
              render: item => (
                <Flex align="center" gap="2">
                  {item.type === 'directory' ? (
                    <RiFolder3Line size={16} aria-hidden="true" />
                  ) : (
                    <RiFile2Line size={16} aria-hidden="true" />
                  )}
                  {item.type === 'directory' ? (
                    <button
                      type="button"
                      className={styles.folder}
                      onClick={() => setQuery({ path: item.path })}
                    >
                      {nameOf(item)}
                    </button>
                  ) : (
                    nameOf(item)
                  )}
                </Flex>
              ),
            },
            {
              id: 'size',
              label: 'Size',
              align: 'end',
              render: item =>
                item.type === 'file' ? formatBytes(item.size) : '',
            },
            {
              id: 'modified',
              label: 'Modified',
              hideBelow: 'sm',
              render: item => <RelativeTime time={item.modifiedAt} />,
            },
            {
              id: 'actions',
              label: 'Actions',
              align: 'end',
              render: item => (
                <Flex gap="1" justify="end">
                  <ButtonIcon
                    size="small"
                    variant="tertiary"
                    aria-label={`Download ${nameOf(item)}`}
                    icon={<RiDownloadLine />}
                    onPress={() =>
                      item.type === 'file'
                        ? save(pathOf(item.path), nameOf(item), {
                            size: item.size,
                          })
                        : save(pathOf(item.path), `${nameOf(item)}.zip`, {
                            query: { archive: 'zip' },
                          })
                    }
                  />
                  {mayWrite && (
                    <ButtonIcon
                      size="small"
                      variant="tertiary"
                      aria-label={`Delete ${nameOf(item)}`}
                      icon={<RiDeleteBinLine />}
                      onPress={() => setDoomed(item)}
                    />
                  )}
                </Flex>
              ),
            },
          ]}
        />
      )}
      {data?.truncated && (
        <Text color="secondary">There are more files than are shown.</Text>
      )}
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={`Delete ${doomed ? nameOf(doomed) : ''}?`}
        confirmLabel="Delete"
        destructive
        onConfirm={async () => {
          if (doomed) {
            await api.request(pathOf(doomed.path), {
              method: 'DELETE',
              query: { recursive: doomed.type === 'directory' },
            });
            changed();
          }
        }}
      >
        {doomed?.type === 'directory'
          ? 'The folder is lost with all that is in it.'
          : 'The file is lost for good.'}
      </ConfirmDialog>
    </section>
  );
}

function FolderPath(props: {
  volume: string;
  folder: string;
  onOpen: (path: string) => void;
}) {
  const parts = props.folder === '' ? [] : props.folder.split('/');
  return (
    <nav aria-label="Folder">
      <button
        type="button"
        className={styles.folder}
        onClick={() => props.onOpen('')}
      >
        {props.volume}
      </button>
      {parts.map((part, index) => (
        <span key={parts.slice(0, index + 1).join('/')}>
          {' / '}
          <button
            type="button"
            className={styles.folder}
            onClick={() => props.onOpen(parts.slice(0, index + 1).join('/'))}
          >
            {part}
          </button>
        </span>
      ))}
    </nav>
  );
}

function nameOf(item: FileEntry): string {
  return item.path.split('/').pop() ?? item.path;
}
