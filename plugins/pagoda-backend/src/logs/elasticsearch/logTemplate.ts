import type { estypes } from '@elastic/elasticsearch';

/** Name of the index template. */
export const TEMPLATE = 'pagoda-logs';

/** Raised when the template changes; data streams take it with their next backing index. */
export const TEMPLATE_VERSION = 1;

/** The data stream of a project's log lines: type, dataset, namespace as Elastic's naming scheme has them. */
export function streamOf(project: string): string {
  return `logs-pagoda.experiment-${project}`;
}

/**
 * Template of the data streams. Fields that it does not name are kept and not indexed, so that none can be refused for
 * its type. `pagoda.words` are the words as `tokenize` makes them: both stores then find the same; `message` is indexed by Elasticsearch's
 * own rules for Kibana.
 */
export const LOG_TEMPLATE: Omit<
  estypes.IndicesPutIndexTemplateRequest,
  'name'
> = {
  index_patterns: ['logs-pagoda.experiment-*'],
  data_stream: {},
  priority: 250,
  _meta: { version: TEMPLATE_VERSION, managed_by: 'pagoda' },
  template: {
    settings: { index: { codec: 'best_compression' } },
    mappings: {
      dynamic: false,
      _source: { excludes: ['pagoda.words'] },
      properties: {
        '@timestamp': { type: 'date' },
        message: { type: 'text' },
        log: { properties: { level: { type: 'keyword' } } },
        container: { properties: { name: { type: 'keyword' } } },
        stream: { type: 'keyword' },
        pagoda: {
          properties: {
            run: { type: 'keyword' },
            number: { type: 'long' },
            experiment: { type: 'keyword' },
            sweep: { type: 'keyword' },
            attempt: { type: 'integer' },
            offset: { type: 'long' },
            words: { type: 'text', analyzer: 'whitespace', norms: false },
            line: { type: 'keyword', index: false, doc_values: false },
          },
        },
      },
    },
  },
};
