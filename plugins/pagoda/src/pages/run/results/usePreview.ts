import { useEffect, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { formatBytes, type FileEntry } from '@pagoda/plugin-pagoda-common';
import { encodePath, pagodaApiRef, type PagodaApi } from '../../../api';
import { useResource } from '../../../hooks/useResource';

/** No more than this is fetched to show a text. */
export const TEXT_BYTES = 2 ** 20;
/** An image has to come whole. */
const IMAGE_BYTES = 20 * 2 ** 20;

/** The beginning of a text file. */
export interface TextPreview {
  text: string;
  /** There is more than was fetched. */
  isCut: boolean;
}

/** The beginning of a result file as text. */
export function useTextPreview(run: string, file: FileEntry) {
  const api = useApi(pagodaApiRef);
  return useResource<TextPreview>(keyOf(run, file), async signal => {
    const isCut = file.size > TEXT_BYTES;
    const response = await fetchResult(api, run, file, signal, isCut);
    const text = await response.text();
    return {
      isCut,
      // The cut may go through a line.
      text: isCut ? text.slice(0, text.lastIndexOf('\n') + 1) || text : text,
    };
  });
}

/** The address of an image that was fetched with the user's token; valid while the component is there. */
export function useImageUrl(run: string, file: FileEntry) {
  const api = useApi(pagodaApiRef);
  const resource = useResource<Blob>(keyOf(run, file), async signal => {
    if (file.size > IMAGE_BYTES) {
      throw new RangeError(
        `Images above ${formatBytes(IMAGE_BYTES)} are not shown; download it instead.`,
      );
    }
    const response = await fetchResult(api, run, file, signal, false);
    const bytes = await response.blob();
    return new Blob([bytes], { type: imageType(file) });
  });
  const [url, setUrl] = useState<string>();
  const blob = resource.data;
  useEffect(() => {
    if (!blob) {
      return undefined;
    }
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => {
      setUrl(undefined);
      URL.revokeObjectURL(made);
    };
  }, [blob]);
  return { url, error: resource.error };
}

async function fetchResult(
  api: PagodaApi,
  run: string,
  file: FileEntry,
  signal: AbortSignal,
  isCut: boolean,
) {
  return api.request(`/runs/${run}/results/${encodePath(file.path)}`, {
    headers: isCut ? { Range: `bytes=0-${TEXT_BYTES - 1}` } : {},
    signal,
  });
}

/** With size and time: a run that still writes may change the file. */
function keyOf(run: string, file: FileEntry): string {
  return `${run} ${file.path} ${file.size} ${file.modifiedAt}`;
}

/** The server sends files as bytes, so that a browser never runs them as a page. An <img> does not run scripts either. */
function imageType(file: FileEntry): string {
  const extension = file.path.slice(file.path.lastIndexOf('.') + 1);
  const type = extension.toLowerCase();
  if (type === 'svg') {
    return 'image/svg+xml';
  }
  return `image/${type === 'jpg' ? 'jpeg' : type}`;
}
