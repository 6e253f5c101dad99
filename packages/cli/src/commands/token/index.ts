import { Option, type Command } from 'commander';
import type { TokenScope } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { age } from '../../output/formatRun';
import { action } from '../action';
import { wholeNumber } from '../arguments';

/** `pagoda token …` */
export function registerTokenCommands(program: Command): void {
  const token = program
    .command('token')
    .description('personal access tokens, for scripts');
  token
    .command('create')
    .description('create a token; its secret is shown this once')
    .argument('<name>', 'what it is for')
    .addOption(
      new Option('--scope <scope>', 'what it may do')
        .choices(['read', 'write', 'admin'])
        .default('write'),
    )
    .option('--expires <days>', 'days until it ends', wholeNumber, 90)
    .addHelpText(
      'after',
      '\nExample:\n  export PAGODA_TOKEN=$(pagoda token create notebook --scope write)',
    )
    .action(action(createToken));
  token
    .command('list')
    .alias('ls')
    .description('your tokens')
    .action(action(listTokens));
  token
    .command('revoke')
    .description('end tokens')
    .argument('<id...>', 'id of the token')
    .action(action(revokeTokens));
}

async function createToken(
  context: Context,
  options: { scope: TokenScope; expires: number },
  name: string,
): Promise<void> {
  const { data } = await context.client.POST('/tokens', {
    body: { name, scope: options.scope, expiresInDays: options.expires },
  });
  if (data) {
    context.output.one(
      data,
      created => created.token.id,
      created => `${created.secret}\n`,
    );
    context.output.note('Keep it as a password: it is not shown again.');
  }
}

async function listTokens(context: Context): Promise<void> {
  const { data } = await context.client.GET('/tokens');
  context.output.list(
    data ?? { items: [] },
    [
      { title: 'Name', value: t => t.name },
      { title: 'Scope', value: t => t.scope },
      { title: 'Begins with', value: t => t.hint ?? '' },
      { title: 'Created', value: t => age(t.createdAt), align: 'right' },
      {
        title: 'Last used',
        value: t => (t.lastUsedAt ? age(t.lastUsedAt) : 'never'),
        align: 'right',
      },
      { title: 'Ends', value: t => t.expiresAt.slice(0, 10) },
      { title: 'Id', value: t => t.id },
    ],
    t => t.id,
    'No tokens. Create one: pagoda token create NAME',
  );
}

async function revokeTokens(
  context: Context,
  _options: object,
  ids: string[],
): Promise<void> {
  for (const token of ids) {
    await context.client.DELETE('/tokens/{token}', {
      params: { path: { token } },
    });
    context.output.note(`Revoked ${token}`);
  }
}
