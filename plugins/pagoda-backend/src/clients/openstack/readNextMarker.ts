/**
 * The marker of the page after this one; `undefined` for the last. Nova, Cinder and Neutron link to it under `…_links`, Glance
 * and Magnum under `next`, Keystone under `links`. Only the marker is taken from a link: behind proxies its host is often a
 * wrong one, and the token is for nobody else.
 */
export function readNextMarker(
  body: Record<string, unknown>,
  lastId: string | undefined,
): string | undefined {
  const links = Object.entries(body).find(([key]) =>
    key.endsWith('_links'),
  )?.[1];
  const { links: own } = body as { links?: { next?: unknown } };
  const href: unknown = Array.isArray(links)
    ? (links as { rel?: string; href?: string }[]).find(
        ({ rel }) => rel === 'next',
      )?.href
    : (body.next ?? own?.next);
  if (typeof href !== 'string' || href === '') {
    return undefined;
  }
  const url = URL.canParse(href, 'http://localhost')
    ? new URL(href, 'http://localhost')
    : undefined;
  return url?.searchParams.get('marker') ?? lastId;
}
