import { answerPath } from '../../files/http/answerPath';
import type { ApiRegistry, ApiRequest } from '../../http/ApiRouter';
import { withFileErrors } from '../../http/fileErrors';
import type { RunResultsService } from './RunResultsService';

/**
 * A listing waits so many milliseconds for checksums; those of more data are there at the next one. Results don't change
 * any more, so each file is read once.
 */
const CHECKSUMS = { budget: 5_000, goOn: true };

/** Binds the operations of results to the service. */
export function registerRunResultRoutes(
  api: ApiRegistry,
  service: RunResultsService,
): void {
  async function answer(
    request: ApiRequest<'listRunResults' | 'getRunResult'>,
    path: string,
  ) {
    const { caller, params, query, req, res } = request;
    const { tree, changing } = await service.open(caller, params.run);
    const body = await withFileErrors(() =>
      answerPath(
        tree,
        {
          path,
          archive: query.archive,
          recursive: true,
          rootName: params.run,
          changing,
          checksums: changing ? undefined : CHECKSUMS,
        },
        req,
        res,
      ),
    );
    return body && { status: 200, body };
  }

  api.handle('listRunResults', request => answer(request, ''));
  api.handle('getRunResult', request => answer(request, request.params.path));
}
