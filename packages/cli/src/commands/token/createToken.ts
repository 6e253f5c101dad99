import type { TokenScope } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda token create` */
export async function createToken(
  context: Context,
  options: { scope: TokenScope; expires: number },
  name: string,
): Promise<void> {
  const { client, output } = context;
  output.one(
    dataOf(
      await client.POST('/tokens', {
        body: { name, scope: options.scope, expiresInDays: options.expires },
      }),
    ),
    ({ token }) => token.id,
    ({ secret }) => `${secret}\n`,
  );
  output.note('Keep it as a password: it is not shown again.');
}
