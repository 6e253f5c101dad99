import { createProgram } from '../program';
import { findCandidates, type NameKind } from './findCandidates';
import type { TypedWords } from './readWords';

async function complete(line: string) {
  const asked: [NameKind, TypedWords][] = [];
  const found = await findCandidates(
    createProgram(),
    line.split(' '),
    async (kind, typed) => {
      asked.push([kind, typed]);
      return [{ word: `${kind}-1` }, { word: 'other' }];
    },
  );
  return { words: found.map(({ word }) => word), asked };
}

describe('findCandidates', () => {
  it('completes commands', async () => {
    expect((await complete('r')).words).toEqual(['run']);
    expect((await complete('run re')).words).toEqual(
      ['rerun', 'results'].filter(w => w.startsWith('re')),
    );
    expect((await complete('--project demo run results ')).words).toEqual([
      'ls',
      'get',
      'archive',
      'help',
    ]);
    expect((await complete('')).words).not.toContain('__complete');
  });

  it('completes flags, those of all commands too', async () => {
    expect((await complete('run list --p')).words).toEqual([
      '--phase',
      '--project',
    ]);
  });

  it('completes choices', async () => {
    expect((await complete('run list --phase S')).words).toEqual([
      'Starting',
      'Succeeded',
    ]);
    expect((await complete('run list -o ')).words).toContain('json');
    expect((await complete('completion z')).words).toEqual(['zsh']);
  });

  it.each([
    ['run submit exp', 'experiment'],
    ['run submit --project pro', 'project'],
    ['-p pro', 'project'],
    ['run get ru', 'run'],
    ['run cancel 1 ru', 'run'],
    ['run compare 1 ru', 'run'],
    ['sweep get sw', 'sweep'],
    ['volume ls vol', 'volume'],
    ['cluster nodes clu', 'cluster'],
    ['project usage pro', 'project'],
    ['run list --sweep sw', 'sweep'],
    ['run submit pi --param par', 'parameter'],
  ])('asks for names: %s', async (line, kind) => {
    const { words, asked } = await complete(line);
    expect(words).toEqual([`${kind}-1`]);
    expect(asked[0][0]).toBe(kind);
  });

  it('tells what was typed before', async () => {
    const { asked } = await complete(
      'run submit montecarlo-pi --project demo --wait --param ',
    );
    expect(asked[0][1]).toMatchObject({
      positionals: ['montecarlo-pi'],
      values: { project: 'demo' },
    });
  });

  it('leaves files and other commands to the shell', async () => {
    expect((await complete('volume put texts mo')).words).toEqual([]);
    expect((await complete('experiment apply -f ex')).words).toEqual([]);
    expect((await complete('run submit --image node:24 -- n')).words).toEqual(
      [],
    );
  });
});
