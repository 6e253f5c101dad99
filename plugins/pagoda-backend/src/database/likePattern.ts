/** The pattern of `like … escape '\'` that finds a text anywhere, in lower case as names are. */
export function likePattern(text: string): string {
  return `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
}
