/** Headers of an answer, by lower-case names. */
export type AnswerHeaders = Record<string, string | string[] | undefined>;

/**
 * Finds out from the headers of a page whether it may be shown in a frame of another one, as browsers do: where
 * Content-Security-Policy has `frame-ancestors`, that counts, else X-Frame-Options.
 *
 * @param origins - `frame`: that the page seems to be from; `page`: of the one that shows it
 * @returns why it may not; `undefined` where it may
 */
export function checkFraming(
  headers: AnswerHeaders,
  origins: { frame: string; page: string },
): string | undefined {
  const policies = [headers['content-security-policy'] ?? []]
    .flat()
    .flatMap(value => value.split(','));
  const ancestors = policies.flatMap(policy => {
    const directive = policy
      .split(';')
      .map(each => each.trim().split(/\s+/))
      .find(([name]) => name.toLowerCase() === 'frame-ancestors');
    return directive ? [directive.slice(1)] : [];
  });
  if (ancestors.length > 0) {
    const refusing = ancestors.find(
      sources => !sources.some(source => permits(source, origins)),
    );
    return (
      refusing &&
      `it allows frames on ${refusing.join(' ') || 'no page'} alone (frame-ancestors)`
    );
  }
  const option = [headers['x-frame-options'] ?? []].flat()[0]?.toLowerCase();
  if (option === 'deny') {
    return 'it forbids frames (X-Frame-Options: deny)';
  }
  return option === 'sameorigin' && origins.frame !== origins.page
    ? 'it allows frames on its own pages alone (X-Frame-Options: sameorigin)'
    : undefined;
}

/** Sources of CSP Level 3, as far as they are about origins. */
function permits(
  source: string,
  { frame, page }: { frame: string; page: string },
): boolean {
  const { protocol, host, hostname } = new URL(page);
  const text = source.toLowerCase();
  if (text === '*') {
    return true;
  }
  if (text === "'self'") {
    return frame === page;
  }
  if (text === protocol) {
    return true;
  }
  const [scheme, rest] = text.includes('://')
    ? text.split('://')
    : [protocol.slice(0, -1), text];
  if (scheme !== protocol.slice(0, -1)) {
    return false;
  }
  const name = rest.replace(/\/.*$/, '');
  return name.startsWith('*.')
    ? hostname.endsWith(name.slice(1))
    : name === host || name === `${hostname}:*`;
}
