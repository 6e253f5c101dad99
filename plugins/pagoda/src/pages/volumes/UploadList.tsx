import { Button, Flex, Text } from '@backstage/ui';
import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { Upload } from './useUploads';

const WORDS: Record<Upload['state'], string> = {
  waiting: 'waits',
  sending: 'is sent …',
  done: 'is stored',
  failed: 'failed',
  cancelled: 'was cancelled',
};

/** The files on their way, each with how far it is. */
export function UploadList(props: { uploads: Upload[]; onClear: () => void }) {
  const { uploads } = props;
  if (uploads.length === 0) {
    return null;
  }
  const isBusy = uploads.some(
    ({ state }) => state === 'waiting' || state === 'sending',
  );
  return (
    <Flex direction="column" gap="1" role="status" aria-label="Uploads">
      {uploads.map(upload => (
        <Flex key={upload.id} align="center" gap="2">
          <Text color={upload.state === 'failed' ? 'danger' : 'primary'}>
            {upload.name} ({formatBytes(upload.size)}) {WORDS[upload.state]}
            {upload.error && `: ${upload.error.message}`}
          </Text>
          {(upload.state === 'waiting' || upload.state === 'sending') && (
            <Button size="small" variant="tertiary" onPress={upload.cancel}>
              Cancel
            </Button>
          )}
        </Flex>
      ))}
      {!isBusy && (
        <Flex>
          <Button size="small" variant="tertiary" onPress={props.onClear}>
            Clear
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
