import type { PagodaApi, PagodaRequest } from './PagodaApi';

/** The part of the File System Access API that is used; not all browsers have it. */
interface SaveFilePicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

/** Above this a file is streamed to the disk, where the browser can, instead of being held first. */
const STREAM_BYTES = 256 * 2 ** 20;

/**
 * Saves what the API answers as a file. A plain link would not do: downloads need the user's token.
 *
 * @param size - in bytes, where it is known
 */
export async function download(
  api: PagodaApi,
  path: string,
  fileName: string,
  options: PagodaRequest & { size?: number } = {},
): Promise<void> {
  const { size = 0, ...request } = options;
  const picker = (window as SaveFilePicker).showSaveFilePicker;
  if (picker && size > STREAM_BYTES) {
    // Asked before anything is fetched: browsers allow it only right after a click.
    const handle = await picker({ suggestedName: fileName });
    const response = await api.request(path, request);
    await response.body?.pipeTo(await handle.createWritable());
    return;
  }
  const response = await api.request(path, request);
  saveBlob(await response.blob(), fileName);
}

/** Saves what is at hand already as a file. */
export function saveBlob(blob: Blob, fileName: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser takes its own hold of the blob when the download begins.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A path below a volume or a run's results as part of an address. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
