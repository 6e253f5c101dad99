/** @jest-environment ../browser/ScreenshotEnvironment.ts */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster, Run } from '@pagoda/plugin-pagoda-common';
import type { Page } from 'playwright-core';
import { stringify } from 'yaml';
import { TestBrowser } from '../../browser/TestBrowser';
import { Cli } from '../../Cli';
import { startPortal, type Portal } from '../../portal';
import { KubernetesPeer, type KubernetesObject } from './KubernetesPeer';

/** What may take long on a slow machine: a pod's start, an image, a data gateway; in milliseconds. */
const PATIENCE = 180_000;
/** For one walk as a whole. */
const LIMIT = 900_000;

/**
 * Counts until it has counted enough, or there is a file `enough` in its output directory: a test that wants to see it run
 * does not depend on how fast the machine is.
 */
const SCRIPT = `
i=0
while [ "$i" -lt "$PAGODA_PARAM_STEPS" ] && [ ! -e "$PAGODA_OUTPUT_DIR/enough" ]; do
  i=$((i + 1))
  echo "step $i of $PAGODA_PARAM_STEPS"
  sleep 1
done
echo "step,value" > "$PAGODA_OUTPUT_DIR/table.csv"
echo "1,2" >> "$PAGODA_OUTPUT_DIR/table.csv"
echo "{\\"counted\\": $i, \\"wanted\\": $PAGODA_PARAM_STEPS}" > "$PAGODA_OUTPUT_DIR/result.json"
echo "all done"
`;

interface Job extends KubernetesObject {
  spec: { template: { spec: { containers: { image: string }[] } } };
  status: { succeeded?: number };
}

describe('the main job on a real cluster', () => {
  const id = randomBytes(4).toString('hex');
  const namespace = `main-job-${id}-demo`;
  /** The node may have the same image by the names of earlier tests. */
  const byDigest = new RegExp(
    `^127\\.0\\.0\\.1:15000/main-job-${id}@sha256:[0-9a-f]{64}$`,
  );
  let peer: KubernetesPeer;
  let folder: string;
  let portal: Portal;
  let researcher: Cli;
  let browser: TestBrowser;

  beforeAll(async () => {
    peer = KubernetesPeer.real();
    peer.takeNamespace(namespace);
    folder = await mkdtemp(join(tmpdir(), 'pagoda-main-job-'));
    const config = join(folder, 'app-config.yaml');
    await writeFile(
      config,
      stringify({
        pagoda: {
          kubernetes: {
            namespacePrefix: `main-job-${id}-`,
            gatewayImage: 'pagoda.test/gateway:1',
          },
        },
      }),
    );
    portal = await startPortal({ args: ['--config', config] });
    const administrator = await Cli.signedIn(portal.url, 'administrator');
    try {
      await administrator.succeed(
        ...['cluster', 'import', 'real', '--title', 'Real cluster'],
        ...['--kubeconfig', peer.file],
      );
      await eventually('the cluster to be Ready', async () => {
        const { status, nodes } = await administrator.json<Cluster>(
          ...['cluster', 'get', 'real'],
        );
        return status.phase === 'Ready' && (nodes?.ready ?? 0) > 0;
      });
    } finally {
      await administrator.dispose();
    }
    researcher = await Cli.signedIn(portal.url, 'researcher');
    const experiment = join(folder, 'experiment.yaml');
    await writeFile(
      experiment,
      stringify({
        name: 'counter',
        title: 'Counter',
        spec: {
          image: await peer.pushImage(`main-job-${id}:1`),
          command: ['sh', '-c', SCRIPT],
          resources: { cpu: '100m', memory: '64Mi' },
          parameterSchema: {
            type: 'object',
            properties: {
              steps: {
                ...{ title: 'Steps', type: 'integer' },
                ...{ default: 3, minimum: 1 },
              },
            },
          },
        },
      }),
    );
    await researcher.succeed('experiment', 'apply', '-f', experiment);
    browser = await TestBrowser.launch(portal.url, PATIENCE);
  }, LIMIT);

  afterAll(async () => {
    await browser?.close();
    await researcher?.dispose();
    await portal?.stop();
    await peer?.deleteNamespaces();
    await rm(folder, { recursive: true, force: true });
  }, PATIENCE);

  it(
    'is done by the CLI: submit, follow, results, rerun by digest, exec',
    async () => {
      const first = await researcher.run(
        ...['run', 'submit', 'counter', '--cluster', 'real'],
        ...['--param', 'steps=2', '--follow', '--wait'],
      );
      expect(first).toEqual({
        code: 0,
        stdout: 'step 1 of 2\nstep 2 of 2\nall done\n',
        stderr: expect.stringMatching(/✓ Succeeded after /),
      });
      const run = await latest();
      // The data gateway reads them once the run has ended.
      await eventually(
        'the metrics of the run',
        async () => (await get(run.id)).status.metrics.counted === 2,
      );
      expect(run.status.placement).toMatchObject({
        ...{ namespace, node: expect.any(String), pod: expect.any(String) },
        image: expect.stringMatching(byDigest),
      });
      const listed = await researcher.succeed('run', 'results', 'ls', run.id);
      expect(listed).toMatch(
        /^PATH +SIZE +MODIFIED\nresult\.json .*\ntable\.csv /,
      );
      const table = await researcher.succeed(
        ...['run', 'results', 'get', run.id, 'table.csv', '-O', '-'],
      );
      expect(table).toBe('step,value\n1,2\n');

      const again = await researcher.run(
        ...['run', 'rerun', run.id, '--param', 'steps=1', '--follow', '--wait'],
      );
      expect(again).toMatchObject({
        code: 0,
        stdout: 'step 1 of 1\nall done\n',
      });
      const rerun = await latest();
      expect(rerun.rerunOf).toBe(run.id);
      expect(rerun.spec.image).toBe(run.status.placement?.image);
      await expectJob(rerun);

      const long = (
        await researcher.succeed(
          ...['run', 'submit', 'counter', '--cluster', 'real', '--quiet'],
          ...['--param', 'steps=100000'],
        )
      ).trim();
      const following = researcher.start('run', 'logs', long, '--follow');
      await eventually('lines of a run that runs', async () =>
        following.stdout.includes('step 2 of 100000\n'),
      );
      const failed = await researcher.run(
        ...['run', 'exec', long, '--', 'sh', '-c'],
        'echo "in $PAGODA_RUN_ID"; exit 7',
      );
      expect(failed).toMatchObject({ code: 7, stdout: `in ${long}\n` });
      await enough(long);
      const { code, stdout } = await following.ended;
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/^step 1 of 100000\n[^]*\nall done\n$/),
      ]);
      await eventually(
        'the end of the run',
        async () => (await get(long)).status.phase === 'Succeeded',
      );
    },
    LIMIT,
  );

  it(
    'is done in the browser: template, live log, results, rerun by digest',
    async () => {
      const page = await startByTemplate();
      const id1 = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      await page.getByText('Running', { exact: true }).first().waitFor();

      // Lines come while it runs; nobody reloads.
      await page.getByRole('tab', { name: 'Logs' }).click();
      await page.getByText('step 2 of 100000').waitFor();
      await page.getByRole('switch', { name: 'Follow' }).waitFor();
      expect((await get(id1)).status.phase).toBe('Running');
      await enough(id1);
      await page.getByText('all done').waitFor();
      await page.getByText(/^Complete · /).waitFor();
      await page.getByText('Succeeded', { exact: true }).first().waitFor();

      const run = await get(id1);
      const { pod = '', node = '', image = '' } = run.status.placement ?? {};
      expect(image).toMatch(byDigest);
      await page.getByRole('tab', { name: 'Overview' }).click();
      await page.getByText(pod).waitFor();
      await page.getByText(node, { exact: true }).waitFor();
      await page.getByTitle(image).waitFor();

      await page.getByRole('tab', { name: 'Results' }).click();
      await page.getByRole('button', { name: /^result\.json/ }).click();
      await page.getByText(/"wanted": 100000/).waitFor();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download', exact: true }).click();
      const path = await (await download).path();
      const result = JSON.parse(await readFile(path, 'utf8'));
      expect(result).toEqual({ wanted: 100000, counted: expect.any(Number) });
      await eventually('the metrics of the run', async () => {
        const { metrics } = (await get(id1)).status;
        return metrics.counted === result.counted;
      });

      await page.getByRole('tab', { name: 'Reproduce' }).click();
      await page.getByText(image, { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Rerun', exact: true }).click();
      await page
        .getByRole('link', { name: 'repeats an earlier run' })
        .waitFor();
      const id2 = new URL(page.url()).pathname.split('/').at(-1) ?? '';
      expect(id2).not.toBe(id1);
      await page.getByText('Running', { exact: true }).first().waitFor();
      await enough(id2);
      await page.getByText('Succeeded', { exact: true }).first().waitFor();
      const rerun = await get(id2);
      expect([rerun.rerunOf, rerun.spec.image]).toEqual([id1, image]);
      await expectJob(rerun);
      await browser.check();
    },
    LIMIT,
  );

  /** Fills in the template as a researcher does; resolves with the page of the run. */
  async function startByTemplate(): Promise<Page> {
    const page = await browser.open(
      '/create/templates/default/run-container-experiment',
      'researcher',
    );
    const button = (name: string | RegExp) =>
      page.getByRole('button', { name, exact: typeof name === 'string' });
    // The only project of the researcher is chosen already.
    await button(/\(demo\)/).waitFor();
    await button(/Experiment/)
      .last()
      .click();
    await page.getByRole('option', { name: /counter/ }).click();
    await page
      .getByRole('group', { name: 'Parameters' })
      .getByLabel('Steps')
      .fill('100000');
    await button('Next').click();
    await button(/Cluster/).click();
    const option = page.getByRole('option', { name: /Real cluster/ });
    await option.getByText(/Kubernetes v1\..* cores.* free/).waitFor();
    await option.click();
    const wait = page.getByLabel(/Wait here until it has ended/);
    await wait.press('Space');
    expect(await wait.isChecked()).toBe(false);
    await button('Review').click();
    await page.getByText('100000').waitFor();
    await button('Start the run').click();
    const popup = page.waitForEvent('popup');
    await page.getByRole('link', { name: /Open the run/i }).click();
    const run = await popup;
    globalThis.pagodaPages.push(run);
    await run.getByRole('heading', { name: /counter #\d+/ }).waitFor();
    return run;
  }

  /** Lets a run that counts come to its end. */
  async function enough(run: string): Promise<void> {
    await researcher.succeed(
      ...['run', 'exec', run, '--', 'sh', '-c'],
      'touch "$PAGODA_OUTPUT_DIR/enough"',
    );
  }

  /** What the cluster itself has of a run. */
  async function expectJob(run: Run): Promise<void> {
    const ofRun = ['-n', namespace, '-l', `pagoda.io/run=${run.id}`];
    // The Job is counted complete a moment after its pod has ended.
    await peer.kubectl(
      ...['wait', 'job', ...ofRun, '--for=condition=Complete'],
      `--timeout=${PATIENCE / 1000}s`,
    );
    const jobs = await peer.list<Job>('jobs', ...ofRun);
    expect(jobs).toMatchObject([
      {
        metadata: {
          labels: { 'pagoda.io/project': 'demo', 'pagoda.io/attempt': '1' },
        },
        spec: {
          template: { spec: { containers: [{ image: run.spec.image }] } },
        },
        status: { succeeded: 1 },
      },
    ]);
  }

  async function get(run: string): Promise<Run> {
    return researcher.json<Run>('run', 'get', run);
  }

  async function latest(): Promise<Run> {
    const { items } = await researcher.json<{ items: Run[] }>(
      ...['run', 'list', '--experiment', 'counter', '--limit', '1'],
    );
    return get(items[0].id);
  }
});

/** Asks until it is so; fails, saying what did not become, when that takes too long. */
async function eventually(
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${PATIENCE / 1000} s in vain for ${what}`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 500));
  }
}
