import type { Context } from '../../context/Context';

/** `pagoda token revoke` */
export async function revokeTokens(
  { client, output }: Context,
  _options: object,
  ids: string[],
): Promise<void> {
  for (const token of ids) {
    await client.DELETE('/tokens/{token}', { params: { path: { token } } });
    output.note(`Revoked ${token}`);
  }
}
