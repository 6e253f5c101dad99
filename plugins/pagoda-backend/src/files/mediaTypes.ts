const TYPES: Record<string, string> = {
  avif: 'image/avif',
  bz2: 'application/x-bzip2',
  cfg: 'text/plain; charset=utf-8',
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  gif: 'image/gif',
  gz: 'application/gzip',
  h5: 'application/x-hdf5',
  hdf5: 'application/x-hdf5',
  htm: 'text/html; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ini: 'text/plain; charset=utf-8',
  ipynb: 'application/x-ipynb+json',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
  log: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  mp4: 'video/mp4',
  nc: 'application/x-netcdf',
  npy: 'application/octet-stream',
  npz: 'application/zip',
  out: 'text/plain; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python; charset=utf-8',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  tsv: 'text/tab-separated-values; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  xml: 'application/xml',
  xz: 'application/x-xz',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  zip: 'application/zip',
  zst: 'application/zstd',
};

/** Types whose bytes do not get smaller by deflating them. */
const COMPRESSED =
  /^(image\/(?!svg|tiff)|video\/|audio\/(?!wav)|application\/(zip|gzip|x-bzip2|x-xz|zstd|pdf|vnd\.apache\.parquet))/;

/** The media type that a file's name stands for; `application/octet-stream` where it stands for none. */
export function mediaTypeOf(path: string): string {
  const extension = /\.([^./]+)$/.exec(path)?.[1].toLowerCase();
  return (extension && TYPES[extension]) ?? 'application/octet-stream';
}

/** Whether a file of this media type is compressed already. */
export function isCompressed(mediaType: string): boolean {
  return COMPRESSED.test(mediaType);
}
