import { Option, type Command } from 'commander';
import { action } from '../action';
import { login } from './login';
import { logout } from './logout';
import { status } from './status';
import { whoami } from './whoami';

/** `pagoda login`, `logout`, `whoami`, `status` */
export function registerSessionCommands(program: Command): void {
  program
    .command('login')
    .description('sign in, by the browser where nothing else is said')
    .addOption(
      new Option('--demo <persona>', 'as a demo persona, such as researcher'),
    )
    .option('--no-browser', 'only show the address to open')
    .addHelpText(
      'after',
      `
Examples:
  pagoda login --url https://pagoda.example.org
  pagoda login --url http://localhost:7007 --demo researcher
  pagoda login --url https://pagoda.example.org --token pagoda_…`,
    )
    .action(action(login));
  program
    .command('logout')
    .description('forget the sign-in of this server')
    .action(action(logout));
  program
    .command('whoami')
    .description('who you are, and your role in which project')
    .action(action(whoami));
  program
    .command('status')
    .description('whether the portal answers, and what goes on there')
    .action(action(status));
}
