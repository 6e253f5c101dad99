import type { ApiRegistry } from '../http/ApiRouter';
import type { TokenService } from './TokenService';

/** Binds the operations of tokens to the service. */
export function registerTokenRoutes(
  api: ApiRegistry,
  service: TokenService,
): void {
  api.handle('listTokens', async ({ caller }) => ({
    status: 200,
    body: { items: await service.list(caller) },
  }));
  api.handle('createToken', async ({ caller, body }) => ({
    status: 201,
    body: await service.create(caller, body),
    headers: { 'Cache-Control': 'no-store' },
  }));
  api.handle('revokeToken', async ({ caller, params }) => {
    await service.revoke(caller, params.token);
    return { status: 204 };
  });
}
