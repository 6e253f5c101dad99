import type { Command } from 'commander';
import { action } from '../action';
import { collect } from '../values';
import { deleteSecret } from './deleteSecret';
import { listSecrets } from './listSecrets';
import { setSecret } from './setSecret';

/** `pagoda secret …` */
export function registerSecretCommands(program: Command): void {
  const secret = program
    .command('secret')
    .description('passwords and keys that runs get, and logins to registries');
  secret
    .command('list')
    .alias('ls')
    .description('secrets by name, with their keys; values are never shown')
    .addHelpText('after', '\nExample:\n  pagoda secret list --project demo')
    .action(action(listSecrets));
  secret
    .command('set')
    .description('create a secret, or replace all of it')
    .argument('<secret>', 'name of the secret')
    .argument('[key=value...]', 'values; others on this machine may see them')
    .option('--from-file <key=file>', 'value from a file; - for stdin', collect)
    .option(
      '--from-env <key>',
      'value from the variable KEY, or KEY=VARIABLE',
      collect,
    )
    .option(
      '--registry <server>',
      'a login to an image registry; its password comes from stdin',
    )
    .option('--username <name>', 'of the login')
    .addHelpText(
      'after',
      `
An experiment names it in spec.secrets, such as {name: tracker, key: token, env: TRACKER_TOKEN}.

Examples:
  pagoda secret set tracker --from-file token=token.txt
  printf %s "$TOKEN" | pagoda secret set tracker --from-file token=-
  pagoda secret set images --registry ghcr.io --username ada < password.txt`,
    )
    .action(action(setSecret));
  secret
    .command('delete')
    .description('delete a secret, here and on every cluster')
    .argument('<secret>', 'name of the secret')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  pagoda secret delete tracker --yes')
    .action(action(deleteSecret));
}
