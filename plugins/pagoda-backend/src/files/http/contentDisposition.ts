/** `Content-Disposition` that saves a download under its name, whatever is in it (RFC 6266, RFC 8187). */
export function contentDisposition(filename: string): string {
  // For clients that do not know `filename*`: ASCII, without what ends or escapes a quoted string.
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
