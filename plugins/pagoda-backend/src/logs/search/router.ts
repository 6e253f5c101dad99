import {
  projectPermissions,
  type LogLevel,
} from '@pagoda/plugin-pagoda-common';
import type { ApiRegistry } from '../../http/ApiRouter';
import { invalidInput } from '../../http/errors';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { parseLogWords } from './parseLogWords';
import { readSearchCursor } from './searchCursor';
import type { LogSearch, LogSearcher } from './types';

interface SearchQuery {
  q?: string;
  run?: string;
  experiment?: string;
  sweep?: string;
  level?: LogLevel;
  container?: string;
  since?: string;
  until?: string;
}

/** Binds the search of logs: for everybody who may see the project's runs. */
export function registerLogSearchRoutes(
  api: ApiRegistry,
  { access, searcher }: { access: ProjectAccess; searcher: LogSearcher },
): void {
  api.handle('searchLogs', async ({ caller, params, query }) => {
    await access.require(caller, projectPermissions.runRead, params.project);
    return {
      status: 200,
      body: await searcher.search(readSearch(params.project, query), {
        limit: query.limit ?? 100,
        ...(query.cursor !== undefined && {
          cursor: readSearchCursor(query.cursor),
        }),
      }),
    };
  });
  api.handle('getLogHistogram', async ({ caller, params, query }) => {
    await access.require(caller, projectPermissions.runRead, params.project);
    return {
      status: 200,
      body: await searcher.histogram(readSearch(params.project, query)),
    };
  });
}

/** @throws ApiError 400 when nothing can be looked for. */
function readSearch(project: string, query: SearchQuery): LogSearch {
  const { q = '', since, until, ...rest } = query;
  const words = parseLogWords(q);
  if (q.trim() !== '' && words.all.length + words.none.length === 0) {
    throw invalidInput([
      { field: 'q', message: 'has no word to look for: letters or digits' },
    ]);
  }
  if (
    since !== undefined &&
    until !== undefined &&
    Date.parse(since) >= Date.parse(until)
  ) {
    throw invalidInput([{ field: 'until', message: 'must be after since' }]);
  }
  return {
    ...{ project, words },
    ...{ run: rest.run, experiment: rest.experiment, sweep: rest.sweep },
    ...{ level: rest.level, container: rest.container },
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}
