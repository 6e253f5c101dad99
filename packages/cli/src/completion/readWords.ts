import type { Argument, Command, Option } from 'commander';

/** What is being typed. */
export interface TypedWords {
  /** The command that the words before name. */
  command: Command;
  /** The word to complete, perhaps empty. */
  last: string;
  /** The option whose value the last word is. */
  option?: Option;
  /** The argument that the last word is, if it is no option. */
  argument?: Argument;
  /** Words before that are arguments. */
  positionals: string[];
  /** Values of options before, by their names in code, such as `project`. */
  values: Record<string, string>;
  /** Whether `--` stands before: the rest is a command of the user's. */
  ended: boolean;
}

/** Understands a command line up to the word that is being typed. */
export function readWords(program: Command, words: string[]): TypedWords {
  let command = program;
  let option: Option | undefined;
  let ended = false;
  const positionals: string[] = [];
  const values: Record<string, string> = {};
  for (const word of words.slice(0, -1)) {
    if (option) {
      values[option.attributeName()] = word;
      option = undefined;
    } else if (ended || !word.startsWith('-')) {
      const child = command.commands.find(
        one => one.name() === word || one.aliases().includes(word),
      );
      if (child && !ended) {
        command = child;
      } else {
        positionals.push(word);
      }
    } else if (word === '--') {
      ended = true;
    } else {
      option = takesValue(findOption(program, command, word));
    }
  }
  const { registeredArguments } = command;
  const rest = registeredArguments.at(-1);
  return {
    ...{ command, option, positionals, values, ended },
    last: words.at(-1) ?? '',
    argument:
      registeredArguments.at(positionals.length) ??
      (rest?.variadic ? rest : undefined),
  };
}

/** The options that a command takes, those of the program among them. */
export function optionsOf(program: Command, command: Command): Option[] {
  const options = command === program ? [] : command.options;
  return [...options, ...program.options].filter(option => !option.hidden);
}

function findOption(
  program: Command,
  command: Command,
  word: string,
): Option | undefined {
  return optionsOf(program, command).find(
    option => option.long === word || option.short === word,
  );
}

function takesValue(option: Option | undefined): Option | undefined {
  return option?.required || option?.optional ? option : undefined;
}
