import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseParameters, parseValueLists } from './parameters';

const SCHEMA = {
  type: 'object',
  properties: {
    samples: { type: 'integer' },
    rate: { type: 'number' },
    exact: { type: 'boolean' },
    name: { type: 'string' },
    label: { type: ['string', 'null'] },
    mode: { enum: ['1', 'fast'] },
    level: { enum: [1, 2] },
    grid: { type: 'array' },
    anything: {},
  },
} as const;

describe('parseParameters', () => {
  it('reads values as the schema wants them', () => {
    expect(
      parseParameters(
        [
          'samples=200000',
          'rate=1e-3',
          'exact=true',
          'name=007',
          'label=5',
          'mode=1',
          'level=2',
          'grid=[1,2]',
          'anything={"a":"b=c"}',
        ],
        SCHEMA,
      ),
    ).toEqual({
      samples: 200000,
      rate: 0.001,
      exact: true,
      name: '007',
      label: '5',
      mode: '1',
      level: 2,
      grid: [1, 2],
      anything: { a: 'b=c' },
    });
  });

  it('leaves what does not fit as text, for the server to refuse', () => {
    expect(
      parseParameters(
        ['samples=many', 'exact=yes', 'level=3', 'toString=1'],
        SCHEMA,
      ),
    ).toEqual({ samples: 'many', exact: 'yes', level: 3, toString: 1 });
  });

  it('takes null where it is allowed', () => {
    expect(parseParameters(['label=null'], SCHEMA)).toEqual({ label: null });
    expect(parseParameters(['name=null'], SCHEMA)).toEqual({ name: 'null' });
  });

  it('takes values from files', () => {
    const directory = mkdtempSync(join(tmpdir(), 'pagoda-cli-'));
    try {
      const file = join(directory, 'grid.json');
      writeFileSync(file, '[1,\n2]\n');
      expect(parseParameters([`grid=@${file}`, 'name=@@home'], SCHEMA)).toEqual(
        { grid: [1, 2], name: '@home' },
      );
      expect(() =>
        parseParameters([`grid=@${directory}/none`], SCHEMA),
      ).toThrow(/--param grid: .*none cannot be read/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('wants pairs', () => {
    expect(() => parseParameters(['samples'], SCHEMA)).toThrow(
      "--param takes name=value, not 'samples'",
    );
    expect(parseParameters(['name='], SCHEMA)).toEqual({ name: '' });
  });
});

describe('parseValueLists', () => {
  it('splits at commas, and takes arrays as they are', () => {
    expect(
      parseValueLists(
        ['samples=10,20', 'name=a,1', 'mode=["x,y","z"]'],
        '--matrix',
        SCHEMA,
      ),
    ).toEqual({ samples: [10, 20], name: ['a', '1'], mode: ['x,y', 'z'] });
    expect(() => parseValueLists(['samples=[1,'], '--matrix', SCHEMA)).toThrow(
      '--matrix samples is not a JSON array',
    );
  });
});
