import { Option, type Command } from 'commander';
import { action } from '../action';
import { wholeNumber } from '../values';
import { createToken } from './createToken';
import { listTokens } from './listTokens';
import { revokeTokens } from './revokeTokens';

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
      `
The secret alone goes to stdout.

Examples:
  export PAGODA_TOKEN=$(pagoda token create notebook --scope read --quiet)
  pagoda token create ci --expires 365 -o json`,
    )
    .action(action(createToken));
  token
    .command('list')
    .alias('ls')
    .description('your tokens')
    .addHelpText('after', '\nExample:\n  pagoda token list')
    .action(action(listTokens));
  token
    .command('revoke')
    .description('end tokens')
    .argument('<token...>', 'id of the token')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda token revoke 01993f2e-8f0a-7c3b-9d56-2b1f6a7c8d90',
    )
    .action(action(revokeTokens));
}
