import { answerPath, toListed } from '../files/http/answerPath';
import type { PathRequest } from '../files/http/answerPath';
import type { ApiRegistry, ApiRequest } from '../http/ApiRouter';
import { withFileErrors } from '../http/fileErrors';
import { receiveUpload } from '../http/receiveUpload';
import type { VolumeFileService } from './VolumeFileService';

/** Files of volumes are hashed for a listing up to this size, in bytes, and for so long, in milliseconds. */
const CHECKSUMS = { budget: 1_000, maxSize: 64 * 1024 * 1024 };

/** Binds the operations of files in volumes to the service. */
export function registerVolumeFileRoutes(
  api: ApiRegistry,
  service: VolumeFileService,
): void {
  async function answer(
    request: ApiRequest<'listVolumeFiles' | 'getVolumeFile'>,
    path: string,
  ) {
    const { caller, params, query, req, res } = request;
    const { tree, changing } = await service.open(caller, {
      project: params.project,
      name: params.volume,
    });
    const wanted: PathRequest = {
      path,
      archive: query.archive,
      recursive: query.recursive,
      rootName: params.volume,
      changing,
      checksums: changing ? undefined : CHECKSUMS,
    };
    const body = await withFileErrors(() => answerPath(tree, wanted, req, res));
    return body && { status: 200, body };
  }

  api.handle('listVolumeFiles', request => answer(request, ''));
  api.handle('getVolumeFile', request => answer(request, request.params.path));
  api.handle('putVolumeFile', async ({ caller, params, headers, req, res }) => {
    const key = { project: params.project, name: params.volume };
    const { file, created } = await receiveUpload(req, res, upload =>
      service.put(caller, key, {
        ...upload,
        path: params.path,
        mustBeNew: headers['if-none-match'] === '*',
      }),
    );
    return { status: created ? 201 : 200, body: toListed(file) };
  });
  api.handle('deleteVolumeFile', async ({ caller, params, query }) => {
    const key = { project: params.project, name: params.volume };
    await service.delete(caller, key, params.path, query);
    return { status: 204 };
  });
}
