import type { Experiment, Volume } from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(30_000);

describe('createSamples', () => {
  let portal: TestPortal | undefined;

  afterEach(async () => {
    await portal?.stop();
  });

  const start = async (samples: boolean) => {
    portal = await createTestPortal({ empty: true, config: { samples } });
    return portal;
  };

  it('makes projects, experiments and texts once, and never again', async () => {
    const { as, restart } = await start(true);

    const { body: projects } = await as('administrator').get('/projects');
    expect(projects.items).toMatchObject([
      { name: 'demo', quota: { concurrentRuns: 4, storage: '20Gi' } },
      { name: 'vision' },
    ]);
    const names = async () => {
      const { body } = await as('researcher').get('/projects/demo/experiments');
      return body.items.map(({ name }: Experiment) => name);
    };
    expect(await names()).toEqual([
      'heat-diffusion',
      'montecarlo-pi',
      'text-analysis',
    ]);
    const { body: pi } = await as('researcher').get(
      '/projects/demo/experiments/montecarlo-pi',
    );
    expect(pi).toMatchObject({
      revision: 1,
      owner: 'user:default/researcher',
      title: 'Monte-Carlo estimate of π',
      spec: { command: ['node', 'pi.js'], files: [{ path: 'pi.js' }] },
    });
    expect(pi.readme).toContain('# Monte-Carlo estimate of π');
    await as('researcher').get('/projects/vision').expect(404);
    await as('viewer').get('/projects/demo').expect(200);

    const { body: files } = await as('researcher')
      .get('/projects/demo/volumes/texts/files')
      .expect(200);
    expect(files.items.map((file: { path: string }) => file.path)).toEqual([
      'declaration-of-independence.txt',
      'gettysburg-address.txt',
    ]);
    const { body: volume } = await as('researcher').get(
      '/projects/demo/volumes/texts',
    );
    expect((volume as Volume).status).toMatchObject({
      phase: 'Available',
      files: 2,
      usedBytes: 9625,
    });

    await as('researcher')
      .delete('/projects/demo/experiments/heat-diffusion')
      .expect(204);
    await as('researcher')
      .delete('/projects/demo/experiments/text-analysis')
      .expect(204);
    await as('researcher').delete('/projects/demo/volumes/texts').expect(204);
    await as('administrator').delete('/projects/vision').expect(204);
    await restart();
    expect(await names()).toEqual(['montecarlo-pi']);
    await as('researcher').get('/projects/demo/volumes/texts').expect(404);
    await as('administrator').get('/projects/vision').expect(404);
  });

  it('makes nothing unless the configuration says so', async () => {
    const { as } = await start(false);
    const { body } = await as('administrator').get('/projects');
    expect(body.items).toEqual([]);
  });
});
