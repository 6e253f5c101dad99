import { Argument, type Command } from 'commander';
import { COMPLETION_SCRIPTS } from '../../completion/scripts';
import { complete } from './complete';

/** `pagoda completion SHELL`, and the hidden command that the shells ask. */
export function registerCompletionCommands(program: Command): void {
  program
    .command('completion')
    .description('script that completes commands, flags and names')
    .addArgument(
      new Argument('<shell>', 'your shell').choices(
        Object.keys(COMPLETION_SCRIPTS),
      ),
    )
    .addHelpText(
      'after',
      `
Examples:
  source <(pagoda completion bash)
  pagoda completion zsh > "\${fpath[1]}/_pagoda"
  pagoda completion fish > ~/.config/fish/completions/pagoda.fish`,
    )
    .action((shell: string) => {
      process.stdout.write(COMPLETION_SCRIPTS[shell]);
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .helpOption(false)
    .action((words: string[]) => complete(program, words));
}
