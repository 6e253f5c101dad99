import type { Command } from 'commander';
import { optionsOf, readWords, type TypedWords } from './readWords';

/** What may stand in place of a word. */
export interface Candidate {
  word: string;
  description?: string;
}

/** Kinds of names that the server knows. */
export type NameKind =
  | 'project'
  | 'experiment'
  | 'run'
  | 'sweep'
  | 'volume'
  | 'cluster'
  | 'cloud'
  | 'version'
  | 'etcd-snapshot'
  | 'volume-snapshot'
  | 'secret'
  | 'parameter';

/** Asks the server for names. */
export type ReadNames = (
  kind: NameKind,
  typed: TypedWords,
) => Promise<Candidate[]>;

/** By argument or by name of an option in code. */
const KINDS: Record<string, NameKind> = {
  project: 'project',
  experiment: 'experiment',
  run: 'run',
  a: 'run',
  b: 'run',
  sweep: 'sweep',
  volume: 'volume',
  cluster: 'cluster',
  cloud: 'cloud',
  version: 'version',
  'etcd-snapshot': 'etcd-snapshot',
  'volume-snapshot': 'volume-snapshot',
  'to-project': 'project',
  secret: 'secret',
  param: 'parameter',
  matrix: 'parameter',
  zip: 'parameter',
};

/**
 * What may stand in place of the last word: commands, flags, choices, and names that the server knows. None where the
 * shell has to complete a file.
 */
export async function findCandidates(
  program: Command,
  words: string[],
  readNames: ReadNames,
): Promise<Candidate[]> {
  const typed = readWords(program, words);
  const found = await all(program, typed, readNames);
  return found.filter(({ word }) => word.startsWith(typed.last));
}

async function all(
  program: Command,
  typed: TypedWords,
  readNames: ReadNames,
): Promise<Candidate[]> {
  const { command, option, argument, last, ended } = typed;
  const names = (wanted: NameKind | undefined) =>
    wanted ? readNames(wanted, typed) : [];
  if (option) {
    return (
      option.argChoices?.map(word => ({ word })) ??
      names(KINDS[option.attributeName()])
    );
  }
  if (last.startsWith('-') && !ended) {
    return [
      ...optionsOf(program, command),
      ...(command.createHelp().visibleOptions(command) ?? []),
    ]
      .filter(
        (one, at, list) => list.findIndex(o => o.long === one.long) === at,
      )
      .map(one => ({ word: one.long ?? '', description: one.description }));
  }
  if (command.commands.length > 0) {
    return command
      .createHelp()
      .visibleCommands(command)
      .map(child => ({ word: child.name(), description: child.description() }));
  }
  if (argument?.argChoices) {
    return argument.argChoices.map(word => ({ word }));
  }
  return argument && !ended ? names(KINDS[argument.name()]) : [];
}
