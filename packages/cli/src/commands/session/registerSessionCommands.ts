import type { Command } from 'commander';
import { action } from '../action';
import { login } from './login';
import { logout } from './logout';
import { status } from './status';
import { whoami } from './whoami';

/** `pagoda login`, `logout`, `whoami`, `status` */
export function registerSessionCommands(program: Command): void {
  program
    .command('login')
    .description(
      'sign in: by the browser, with --token (- for stdin), or as a demo persona',
    )
    .option('--demo <persona>', 'as a demo persona, such as researcher')
    .option('--no-browser', 'only show the address to open')
    .addHelpText(
      'after',
      `
With --project, commands mean this project where none is named.

Examples:
  pagoda login --url https://pagoda.example.org
  pagoda login --url http://localhost:7007 --demo researcher --project demo
  pagoda login --url https://pagoda.example.org --token - < token.txt`,
    )
    .action(action(login));
  program
    .command('logout')
    .description('end and forget the sign-in at this server')
    .addHelpText(
      'after',
      '\nExample:\n  pagoda logout --url https://pagoda.example.org',
    )
    .action(action(logout));
  program
    .command('whoami')
    .description('who you are, and your role in which project')
    .addHelpText('after', '\nExample:\n  pagoda whoami -o json')
    .action(action(whoami));
  program
    .command('status')
    .description('whether the portal answers, and what goes on there')
    .addHelpText('after', '\nExample:\n  pagoda status')
    .action(action(status));
}
