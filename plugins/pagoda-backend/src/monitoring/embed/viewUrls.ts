/** The time that a view shows, and how. */
export interface ViewFrame {
  since: Date;
  until: Date;
  theme: 'light' | 'dark';
}

/**
 * The address of a dashboard of Grafana.
 *
 * @param base - of Grafana, without a slash at the end
 * @param options - `kiosk`: without what surrounds panels, for a frame
 */
export function grafanaUrl(
  base: string,
  uid: string,
  options: ViewFrame & { variables: Record<string, string>; kiosk: boolean },
): string {
  const { since, until, theme, variables, kiosk } = options;
  const query = new URLSearchParams({
    orgId: '1',
    from: String(since.getTime()),
    to: String(until.getTime()),
    timezone: 'browser',
    theme,
  });
  for (const [name, value] of Object.entries(variables)) {
    query.set(`var-${name}`, value);
  }
  const flag = kiosk ? '&kiosk' : '';
  return `${base}/d/${encodeURIComponent(uid)}/${encodeURIComponent(uid)}?${query}${flag}`;
}

/**
 * The address of a dashboard of Kibana, narrowed to where all of the fields have their values.
 *
 * @param base - of Kibana, without a slash at the end
 * @param options - `embed`: without what surrounds the dashboard, for a frame
 */
export function kibanaUrl(
  base: string,
  id: string,
  options: Omit<ViewFrame, 'theme'> & {
    space?: string;
    fields: Record<string, string>;
    embed: boolean;
  },
): string {
  const { since, until, space, fields, embed } = options;
  const kuery = Object.entries(fields)
    .map(([field, value]) => `${field}:${kueryString(value)}`)
    .join(' and ');
  const time = `(from:${rison(since.toISOString())},to:${rison(until.toISOString())})`;
  const global = `(refreshInterval:(pause:!t,value:0),time:${time})`;
  const app = `(query:(language:kuery,query:${rison(kuery)}))`;
  const query = [
    ...(embed ? ['embed=true', 'show-time-filter=true'] : []),
    `_g=${encodeURIComponent(global)}`,
    `_a=${encodeURIComponent(app)}`,
  ].join('&');
  const at = space === undefined ? '' : `/s/${encodeURIComponent(space)}`;
  return `${base}${at}/app/dashboards#/view/${encodeURIComponent(id)}?${query}`;
}

/** A string of Rison: in single quotes, `!` escapes itself and them. */
function rison(text: string): string {
  return `'${text.replace(/[!']/g, '!$&')}'`;
}

/** A string of KQL: in double quotes, a backslash escapes itself and them. */
function kueryString(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
