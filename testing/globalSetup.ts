import { startPortal, type Portal } from './portal';

declare global {
  // eslint-disable-next-line no-var
  var pagodaPortal: Portal | undefined;
}

/**
 * One portal for all test files of a suite: a start takes longer than most tests. While tests are written, one that runs
 * already may be named by PAGODA_TEST_URL.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env.PAGODA_TEST_URL) {
    return;
  }
  const portal = await startPortal();
  globalThis.pagodaPortal = portal;
  process.env.PAGODA_TEST_URL = portal.url;
}
