import type { Command } from 'commander';
import { createProgram } from './program';

function leaves(command: Command, path: string): [string, Command][] {
  const children = command.commands.filter(
    child => child.name() !== '__complete',
  );
  return children.length === 0
    ? [[path, command]]
    : children.flatMap(child => leaves(child, `${path} ${child.name()}`));
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: part => (text += part) });
  command.outputHelp();
  return text;
}

const commands = leaves(createProgram(), 'pagoda');

describe('the command line', () => {
  it('has the commands of the documentation', () => {
    expect(commands).toHaveLength(96);
  });

  it.each(commands)('shows by an example how %s is used', (path, command) => {
    const help = helpOf(command);
    expect(help).toMatch(/Examples?:\n/);
    expect(help).toMatch(new RegExp(`${path.replace(/ /g, '\\s')}\\b`));
    expect(help).toContain('Global Options:');
    expect(command.description()).not.toBe('');
  });

  it.each([
    [['run', 'sumbit'], "unknown command 'sumbit'; did you mean submit?"],
    [['runn'], "unknown command 'runn'; did you mean run?"],
    [['run', 'list', '--phsae', 'x'], 'did you mean --phase?'],
    [['run', 'list', '--limit', 'x'], 'It must be a whole number.'],
    [['run', 'list', '-o', 'xml'], 'Allowed choices are table, wide'],
    [['run', 'get'], "missing required argument 'run'"],
  ])('says what is wrong with %j', async (words, message) => {
    await expect(
      createProgram().parseAsync(words, { from: 'user' }),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
      advice: expect.stringMatching(/^pagoda.* --help$/),
    });
  });
});
