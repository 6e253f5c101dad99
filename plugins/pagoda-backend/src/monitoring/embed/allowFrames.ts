import type { RequestHandler } from 'express';

const HEADER = 'Content-Security-Policy';

/**
 * Adds servers to `frame-src` of the Content-Security-Policy that another handler sets, so that the frames which pages may
 * show are configured in one place.
 *
 * @param origins - such as https://kibana.example.org
 */
export function allowFrames(
  setPolicy: RequestHandler,
  origins: readonly string[],
): RequestHandler {
  if (origins.length === 0) {
    return setPolicy;
  }
  return (req, res, next) => {
    setPolicy(req, res, (error?: unknown) => {
      const policy = res.getHeader(HEADER);
      if (error === undefined && typeof policy === 'string') {
        res.setHeader(HEADER, addFrameSources(policy, origins));
      }
      next(error);
    });
  };
}

/** Without `frame-src`, frames of the page's own origin are kept, as `default-src` has them. */
function addFrameSources(policy: string, origins: readonly string[]): string {
  const directives = policy.split(';').map(each => each.trim());
  const at = directives.findIndex(each => /^frame-src(\s|$)/.test(each));
  const sources = at < 0 ? ["'self'"] : directives[at].split(/\s+/).slice(1);
  const all = sources.filter(source => source !== "'none'").concat(origins);
  const frames = `frame-src ${[...new Set(all)].join(' ')}`;
  return (
    at < 0
      ? [...directives, frames]
      : directives.map((each, index) => (index === at ? frames : each))
  )
    .filter(each => each !== '')
    .join(';');
}
