import { tokenOf } from '../portal';
import { sharedPortalUrl } from '../sharedPortal';
import { TestBrowser } from './TestBrowser';

describe('a run that fails', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch(sharedPortalUrl());
  });
  afterEach(() => browser.check());
  afterAll(() => browser.close());

  it('says why, with evidence, while one looks at it', async () => {
    const id = await submit({
      image: 'docker.io/library/node:24',
      command: [
        'node',
        '-e',
        'setTimeout(() => { console.error("no such sample: 42"); process.exit(3) }, 4000)',
      ],
    });
    const page = await browser.open(`/runs/${id}`, 'researcher');
    await page.getByText('Running').first().waitFor();

    // Nobody reloads.
    const explanation = page.getByRole('region', { name: 'Explanation' });
    await explanation
      .getByText(/exit code 3/i)
      .first()
      .waitFor();
    await explanation.getByRole('button', { name: /^Evidence/ }).click();
    await explanation.getByText('no such sample: 42').first().waitFor();
  });

  it('can be seen by a viewer, who is offered nothing that changes it', async () => {
    const id = await submit({
      image: 'docker.io/library/node:24',
      command: ['node', '-e', 'process.exit(1)'],
    });
    const page = await browser.open(`/runs/${id}`, 'viewer');
    await page.getByRole('region', { name: 'Explanation' }).waitFor();
    // Offered until the page knows who looks on, so it is waited for.
    await page
      .getByRole('button', { name: /^Rerun/ })
      .first()
      .waitFor({ state: 'hidden' });
  });

  it('is not there for a member of another project', async () => {
    const id = await submit({
      image: 'docker.io/library/node:24',
      command: ['node', '-e', 'process.exit(0)'],
    });
    const page = await browser.open(`/runs/${id}`, 'researcher2');
    await page
      .getByRole('alert')
      .getByText(/not found|no run/i)
      .first()
      .waitFor();
  });
});

async function submit(spec: object): Promise<string> {
  const url = sharedPortalUrl();
  const response = await fetch(`${url}/api/pagoda/v1/projects/demo/runs`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await tokenOf(url, 'researcher')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ spec }),
  });
  const run = (await response.json()) as { id: string };
  expect(response.status).toBe(201);
  return run.id;
}
