import { execFile } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';
import Ajv from 'ajv/dist/2020';
import { loadContract } from '../http/contract';
import {
  loadSample,
  loadSampleTexts,
  SAMPLES,
  type SampleName,
} from './loadSample';

const run = promisify(execFile);
const folders: string[] = [];

afterAll(async () => {
  await Promise.all(
    folders.map(folder => rm(folder, { recursive: true, force: true })),
  );
});

interface Outcome {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Parsed `result.json`. */
  metrics: Record<string, number>;
  output: string;
  read(path: string): Promise<string>;
}

/** Executes a sample as an engine does: its files in a directory, its parameters in the environment. */
async function execute(
  name: SampleName,
  parameters: Record<string, string | number> = {},
  prepare: (texts: string) => Promise<void> = async () => {},
): Promise<Outcome> {
  const root = await mkdtemp(join(tmpdir(), 'pagoda-sample-'));
  folders.push(root);
  const [work, output, input] = ['work', 'output', 'input'].map(part =>
    join(root, part),
  );
  const texts = join(input, 'texts');
  await Promise.all(
    [work, output, texts].map(path => mkdir(path, { recursive: true })),
  );
  const { spec } = await loadSample(name);
  for (const { path, content } of spec.files ?? []) {
    await writeFile(join(work, path), content);
  }
  for (const { path, content } of await loadSampleTexts()) {
    await writeFile(join(texts, path), content);
  }
  await prepare(texts);
  const environment = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [
      `PAGODA_PARAM_${key.toUpperCase()}`,
      String(value),
    ]),
  );
  const read = (path: string) => readFile(join(output, path), 'utf8');
  const [command, ...args] = spec.command;
  const done = await run(
    command === 'node' ? process.execPath : command,
    args,
    {
      cwd: work,
      env: {
        ...environment,
        PAGODA_OUTPUT_DIR: output,
        PAGODA_INPUT_DIR: input,
      },
    },
  ).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ exitCode: code, stdout, stderr }),
  );
  return {
    ...done,
    output,
    read,
    metrics: done.exitCode === 0 ? JSON.parse(await read('result.json')) : {},
  };
}

function rowsOf(csv: string): string[][] {
  return csv
    .trim()
    .split('\n')
    .map(line => line.split(','));
}

describe('samples', () => {
  it.each(SAMPLES)('%s fits the contract and its own schema', async name => {
    const experiment = await loadSample(name);
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.addSchema(loadContract().document as object, 'contract');
    const create = ajv.getSchema(
      'contract#/components/schemas/ExperimentCreate',
    );
    expect(create?.(experiment)).toBe(true);

    const { parameterSchema } = experiment.spec;
    const properties = Object.entries(parameterSchema?.properties ?? {}) as [
      string,
      Record<string, unknown>,
    ][];
    const valid = ajv.compile(parameterSchema as object);
    const defaults = Object.fromEntries(
      properties.map(([key, schema]) => [key, schema.default]),
    );
    expect(valid(defaults)).toBe(true);
    for (const [, schema] of properties) {
      expect(schema).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
      });
    }
    expect(valid({ unknown: 1 })).toBe(false);
    expect(experiment.readme).toContain('## Results');
  });

  it('estimates pi, better with more samples, and the same with the same seed', async () => {
    const few = await execute('montecarlo-pi', { samples: 2000, seed: 7 });
    const many = await execute('montecarlo-pi', {
      samples: 4000000,
      seed: 7,
      checkpoints: 30,
    });
    expect(many.stdout).toContain('100 %');
    expect(few.metrics.error).toBeLessThan(5 * few.metrics.standardError);
    expect(many.metrics.error).toBeLessThan(5 * many.metrics.standardError);
    expect(many.metrics.standardError).toBeCloseTo(
      few.metrics.standardError / Math.sqrt(2000),
      6,
    );
    expect(many.metrics.pi).toBe(
      (4 * many.metrics.inside) / many.metrics.samples,
    );

    const [header, ...rows] = rowsOf(await many.read('convergence.csv'));
    expect(header).toEqual(['samples', 'estimate', 'error', 'standard_error']);
    expect(rows).toHaveLength(30);
    const counts = rows.map(([samples]) => Number(samples));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(Number(rows[29][1])).toBe(many.metrics.pi);

    const again = await execute('montecarlo-pi', { samples: 2000, seed: 7 });
    const other = await execute('montecarlo-pi', { samples: 2000, seed: 8 });
    expect(again.metrics).toEqual(few.metrics);
    expect(other.metrics.inside).not.toBe(few.metrics.inside);
  });

  it('spreads heat, keeps it behind insulated edges, and draws it', async () => {
    const kept = await execute('heat-diffusion', {
      size: 32,
      steps: 400,
      alpha: 0.25,
      frames: 5,
      source: 'disc',
    });
    expect(kept.metrics.heatKept).toBeCloseTo(1, 10);
    expect(kept.metrics.frames).toBe(5);
    expect(kept.metrics.halfTime).toBeGreaterThan(0);
    expect(kept.metrics.maxTemperature).toBeLessThan(0.5);
    expect(kept.metrics.minTemperature).toBeGreaterThan(0);

    const [header, ...rows] = rowsOf(await kept.read('temperature.csv'));
    expect(header).toEqual(['step', 'mean', 'maximum', 'minimum']);
    expect(rows).toHaveLength(401);
    const maxima = rows.map(row => Number(row[2]));
    // What is warm only cools: the maximum principle of the heat equation.
    expect(maxima).toEqual([...maxima].sort((a, b) => b - a));

    expect(await readdir(join(kept.output, 'frames'))).toEqual(
      [0, 1, 2, 3, 4].map(i => `frame-000${i}.png`),
    );
    const png = await readFile(join(kept.output, 'frames/frame-0000.png'));
    const image = decodePng(png);
    expect([image.width, image.height]).toEqual([384, 384]);
    expect(image.at(192, 192)).toBe(255);
    expect(image.at(0, 0)).toBe(0);

    const cold = await execute('heat-diffusion', {
      size: 32,
      steps: 400,
      alpha: 0.25,
      frames: 1,
      source: 'disc',
      boundary: 'cold',
    });
    expect(cold.metrics.heatKept).toBeLessThan(0.9);
    expect(cold.metrics.frames).toBe(1);

    const random = { size: 32, steps: 5, frames: 1, source: 'random' };
    const one = await execute('heat-diffusion', { ...random, seed: 1 });
    const same = await execute('heat-diffusion', { ...random, seed: 1 });
    const two = await execute('heat-diffusion', { ...random, seed: 2 });
    expect(same.metrics).toEqual(one.metrics);
    expect(two.metrics.meanTemperature).not.toBe(one.metrics.meanTemperature);
  });

  it('analyses a text', async () => {
    const sample = await execute('text-analysis', {
      file: 'gettysburg-address.txt',
      top: 3,
    });
    expect(sample.metrics).toMatchObject({ words: 271, sentences: 10 });
    expect(rowsOf(await sample.read('words.csv'))).toEqual([
      ['rank', 'word', 'count', 'share'],
      ['1', 'nation', '5', String(5 / 271)],
      ['2', 'dedicated', '4', String(4 / 271)],
      ['3', 'dead', '3', String(3 / 271)],
    ]);

    const own = await execute(
      'text-analysis',
      { file: 'folder/own.txt', stopwords: 'none', shortest: 2 },
      async texts => {
        await mkdir(join(texts, 'folder'));
        await writeFile(
          join(texts, 'folder/own.txt'),
          'The cat sat. The cat’s hat, äöü!\n\nA dog',
        );
      },
    );
    expect(own.metrics).toMatchObject({
      words: 9,
      uniqueWords: 8,
      sentences: 3,
      paragraphs: 2,
      hapaxLegomena: 7,
      wordsPerSentence: 3,
    });
    const [, ...words] = rowsOf(await own.read('words.csv'));
    expect(words.map(([, word, count]) => `${word} ${count}`)).toEqual([
      'the 2',
      'cat 1',
      "cat's 1",
      'dog 1',
      'hat 1',
      'sat 1',
      'äöü 1',
    ]);
    expect(rowsOf(await own.read('sentences.csv'))).toEqual([
      ['words', 'sentences'],
      ['2', '1'],
      ['3', '1'],
      ['4', '1'],
    ]);
  });

  it('says what is wrong with a file, and reads none outside the volume', async () => {
    const missing = await execute('text-analysis', { file: 'none.txt' });
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain(
      "there is no 'none.txt' in the volume texts; there are: declaration-of-independence.txt, gettysburg-address.txt",
    );

    const outside = await execute('text-analysis', { file: 'link' }, texts =>
      symlink('/etc/passwd', join(texts, 'link')),
    );
    expect(outside.exitCode).toBe(2);
    expect(outside.stderr).toContain("'link' is not within the volume texts");

    const binary = await execute(
      'text-analysis',
      { file: 'image.png' },
      texts =>
        writeFile(join(texts, 'image.png'), Buffer.from([0x89, 0x50, 0xff])),
    );
    expect(binary.exitCode).toBe(2);
    expect(binary.stderr).toContain('is not UTF-8 text');
  });
});

/** Reads what the sample's encoder writes: one byte a pixel, no filters, one IDAT. */
function decodePng(png: Buffer) {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.set(type, png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
  const header = chunks.get('IHDR') as Buffer;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const pixels = inflateSync(chunks.get('IDAT') as Buffer);
  expect(pixels).toHaveLength((width + 1) * height);
  return {
    width,
    height,
    at: (x: number, y: number) => pixels[y * (width + 1) + 1 + x],
  };
}
