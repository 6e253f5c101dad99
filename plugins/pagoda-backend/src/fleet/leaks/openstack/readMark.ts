/** What PAGoDA writes on what it makes in a cloud: metadata of servers and volumes, labels of Magnum's clusters. */
const KEYS = {
  portal: 'pagoda_portal',
  cluster: 'pagoda_cluster',
  project: 'pagoda_project',
  volume: 'pagoda_volume',
  uid: 'pagoda_uid',
} as const;

/** Whose something in a cloud is. */
export type Mark = { portal: string } & Partial<
  Record<'cluster' | 'project' | 'volume' | 'uid', string>
>;

/** Of metadata; `undefined` where there is no mark of PAGoDA's. */
export function readMark(
  metadata: Record<string, string> | null | undefined,
): Mark | undefined {
  const portal = metadata?.[KEYS.portal];
  if (!metadata || !portal) {
    return undefined;
  }
  const mark: Mark = { portal };
  for (const key of ['cluster', 'project', 'volume', 'uid'] as const) {
    const value = metadata[KEYS[key]];
    if (value) {
      mark[key] = value;
    }
  }
  return mark;
}

/** Of tags such as `pagoda-cluster=lab`, which is how Neutron and Octavia have it. */
export function readTags(tags: string[] | undefined): Mark | undefined {
  return readMark(
    Object.fromEntries(
      (tags ?? []).flatMap(tag => {
        const [key, ...rest] = tag.split('=');
        return rest.length > 0
          ? [[key.replaceAll('-', '_'), rest.join('=')]]
          : [];
      }),
    ),
  );
}
