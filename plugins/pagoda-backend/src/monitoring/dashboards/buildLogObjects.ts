import type { SavedObject } from '../../clients/kibana/KibanaClient';

/** Raised whenever what {@link buildLogObjects} makes is another: ids have it, so that nothing that is there is replaced. */
export const LOG_OBJECTS_VERSION = 1;

/** What a line's fields are called in the data stream of a project. */
export const LOG_FIELDS = {
  run: 'pagoda.run',
  experiment: 'pagoda.experiment',
  sweep: 'pagoda.sweep',
  level: 'log.level',
  message: 'message',
} as const;

/** The id of an object for the logs of a project. */
export function logObjectId(
  project: string,
  kind: 'data-view' | 'search' | 'dashboard',
): string {
  return `pagoda-logs-${project}-${kind}-v${LOG_OBJECTS_VERSION}`;
}

/** Kibana's objects for the logs of a project: a data view of its data stream alone, a Discover session, a dashboard. */
export function buildLogObjects(project: string): SavedObject[] {
  const dataView = logObjectId(project, 'data-view');
  const search = logObjectId(project, 'search');
  return [
    {
      id: dataView,
      type: 'index-pattern',
      attributes: {
        title: `logs-pagoda.experiment-${project}`,
        name: `PAGoDA logs of ${project}`,
        timeFieldName: '@timestamp',
      },
      references: [],
    },
    {
      id: search,
      type: 'search',
      attributes: {
        title: `PAGoDA logs of ${project}`,
        description: 'Lines of all runs of the project',
        columns: [LOG_FIELDS.run, LOG_FIELDS.level, LOG_FIELDS.message],
        sort: [['@timestamp', 'desc']],
        kibanaSavedObjectMeta: {
          searchSourceJSON: JSON.stringify({
            query: { query: '', language: 'kuery' },
            filter: [],
            indexRefName: 'kibanaSavedObjectMeta.searchSourceJSON.index',
          }),
        },
      },
      references: [
        {
          id: dataView,
          name: 'kibanaSavedObjectMeta.searchSourceJSON.index',
          type: 'index-pattern',
        },
      ],
    },
    {
      id: logObjectId(project, 'dashboard'),
      type: 'dashboard',
      attributes: {
        title: `PAGoDA / Logs of ${project}`,
        description: 'Lines of all runs of the project',
        panelsJSON: JSON.stringify([
          {
            type: 'search',
            gridData: { x: 0, y: 0, w: 48, h: 30, i: '1' },
            panelIndex: '1',
            embeddableConfig: {},
            panelRefName: 'panel_1',
          },
        ]),
        optionsJSON: JSON.stringify({ useMargins: true }),
        timeRestore: false,
        kibanaSavedObjectMeta: {
          searchSourceJSON: JSON.stringify({
            query: { query: '', language: 'kuery' },
            filter: [],
          }),
        },
      },
      references: [{ id: search, name: '1:panel_1', type: 'search' }],
    },
  ];
}
