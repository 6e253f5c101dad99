import type { FileEntry } from '@pagoda/plugin-pagoda-common';

/** How a file can be shown. */
export type PreviewKind =
  'image' | 'table' | 'json' | 'markdown' | 'text' | 'none';

const BY_EXTENSION: Record<string, PreviewKind> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  svg: 'image',
  csv: 'table',
  tsv: 'table',
  json: 'json',
  geojson: 'json',
  md: 'markdown',
  txt: 'text',
  log: 'text',
  out: 'text',
  err: 'text',
  yaml: 'text',
  yml: 'text',
  toml: 'text',
  ini: 'text',
  xml: 'text',
  html: 'text',
  py: 'text',
  js: 'text',
  mjs: 'text',
  ts: 'text',
  r: 'text',
  jl: 'text',
  sh: 'text',
  c: 'text',
  cpp: 'text',
  f90: 'text',
  tex: 'text',
  jsonl: 'text',
  ndjson: 'text',
};

/** How to show a file: by the end of its name, else by its media type. */
export function previewKind(file: FileEntry): PreviewKind {
  const extension = /\.([^./]+)$/.exec(file.path)?.[1].toLowerCase();
  const known = extension && BY_EXTENSION[extension];
  if (known) {
    return known;
  }
  return file.mediaType?.startsWith('text/') ? 'text' : 'none';
}
