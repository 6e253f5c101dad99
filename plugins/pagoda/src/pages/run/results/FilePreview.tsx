import { lazy, Suspense } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { formatBytes, type FileEntry } from '@pagoda/plugin-pagoda-common';
import { EmptyState, ErrorPanel } from '../../../components';
import { previewKind } from './previewKind';
import {
  TEXT_BYTES,
  useImageUrl,
  useTextPreview,
  type TextPreview,
} from './usePreview';
import styles from './ResultsTab.module.css';

const TablePreview = lazy(() =>
  import('./TablePreview').then(m => ({ default: m.TablePreview })),
);
const MarkdownText = lazy(() =>
  import('../../../components/MarkdownText').then(m => ({
    default: m.MarkdownText,
  })),
);

/** A result file as what it is: picture, table or plot, text. */
export function FilePreview(props: { run: string; file: FileEntry }) {
  const kind = previewKind(props.file);
  if (props.file.size === 0) {
    return <EmptyState title="The file is empty" />;
  }
  if (kind === 'image') {
    return <ImagePreview {...props} />;
  }
  if (kind === 'none') {
    return (
      <EmptyState
        title="No preview for this kind of file"
        description="Download it to open it."
      />
    );
  }
  return <TextualPreview {...props} />;
}

function ImagePreview(props: { run: string; file: FileEntry }) {
  const { url, error } = useImageUrl(props.run, props.file);
  if (error) {
    return <ErrorPanel error={error} title="No preview" />;
  }
  return url ? (
    <img className={styles.image} src={url} alt={props.file.path} />
  ) : (
    <Skeleton height="12rem" />
  );
}

function TextualPreview(props: { run: string; file: FileEntry }) {
  const { file } = props;
  const { data, error, refresh } = useTextPreview(props.run, file);
  if (error) {
    return <ErrorPanel error={error} title="No preview" onRetry={refresh} />;
  }
  if (!data) {
    return <Skeleton height="12rem" />;
  }
  return (
    <>
      {data.isCut && (
        <Text as="p" variant="body-small" color="secondary">
          The first {formatBytes(TEXT_BYTES)} of {formatBytes(file.size)}.
        </Text>
      )}
      <Suspense fallback={<Skeleton height="12rem" />}>
        <TextContent file={file} preview={data} />
      </Suspense>
    </>
  );
}

function TextContent(props: { file: FileEntry; preview: TextPreview }) {
  const { text, isCut } = props.preview;
  switch (previewKind(props.file)) {
    case 'table':
      return <TablePreview text={text} name={props.file.path} />;
    case 'markdown':
      return (
        <div className={styles.markdown}>
          <MarkdownText>{text}</MarkdownText>
        </div>
      );
    case 'json':
      return <Plain text={isCut ? text : formatJson(text)} />;
    default:
      return <Plain text={text} />;
  }
}

function Plain({ text }: { text: string }) {
  return (
    // Scrolls, so it has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.text} tabIndex={0} aria-label="Content">
      {text}
    </pre>
  );
}

/** Indented where it is JSON, as it is where it is not. */
function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
