import { Argument, type Command } from 'commander';

const SCRIPTS: Record<string, string> = {
  bash: `_pagoda() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(pagoda __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _pagoda pagoda
`,
  zsh: `#compdef pagoda
_pagoda() {
  local -a found
  found=(\${(f)"$(pagoda __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  compadd -a found
}
compdef _pagoda pagoda
`,
  fish: `complete -c pagoda -f -a '(pagoda __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
};

/** `pagoda completion SHELL`, and the hidden command that the shells ask. */
export function registerCompletion(program: Command): void {
  program
    .command('completion')
    .description('script that completes commands and flags')
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(pagoda completion bash)\n  pagoda completion fish > ~/.config/fish/completions/pagoda.fish',
    )
    .action((shell: string) => {
      process.stdout.write(SCRIPTS[shell]);
    });
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((words: string[]) => {
      process.stdout.write(`${candidates(program, words).join('\n')}\n`);
    });
}

/** What may stand in the place of the last word. */
export function candidates(program: Command, words: string[]): string[] {
  const before = words.slice(0, -1);
  const last = words.at(-1) ?? '';
  let command = program;
  for (const word of before) {
    const child = command.commands.find(
      one => one.name() === word || one.aliases().includes(word),
    );
    if (child) {
      command = child;
    }
  }
  const previous = before.at(-1) ?? '';
  const options = [...command.options, ...program.options].filter(
    o => !o.hidden,
  );
  const option = options.find(o => o.long === previous || o.short === previous);
  if (option?.argChoices) {
    return option.argChoices.filter(choice => choice.startsWith(last));
  }
  const names = last.startsWith('-')
    ? options.flatMap(o => o.long ?? [])
    : [
        ...command.commands
          .filter(c => !c.name().startsWith('__'))
          .map(c => c.name()),
        ...command.registeredArguments.flatMap(a => a.argChoices ?? []),
      ];
  return [...new Set(names)].filter(name => name.startsWith(last));
}
