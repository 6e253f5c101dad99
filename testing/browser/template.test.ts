import { sharedPortalUrl } from '../sharedPortal';
import { TestBrowser } from './TestBrowser';

describe('templates', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch(sharedPortalUrl());
  });
  afterEach(() => browser.check());
  afterAll(() => browser.close());

  it('start a run of an experiment, which succeeds', async () => {
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
    await page.getByRole('option', { name: /montecarlo-pi/ }).click();
    const samples = page
      .getByRole('group', { name: 'Parameters' })
      .getByLabel('Samples');
    await samples.fill('12');
    await page.getByRole('alert').getByText('at least 1000').waitFor();
    await samples.fill('20000');
    await button('Next').click();

    await page.getByLabel('Labels').fill('from=template');
    await button('Review').click();
    await page.getByText('20000').waitFor();
    await button('Start the run').click();

    const popup = page.waitForEvent('popup');
    await page.getByRole('link', { name: /Open the run/i }).click();
    const run = await popup;
    await run.getByRole('heading', { name: /montecarlo-pi #\d+/ }).waitFor();
    await run.getByText('Succeeded').first().waitFor();
    await run.getByText('from').first().waitFor();
  });
});
