/** Address of the portal that all test files of a suite share. A test that stops its portal starts one of its own. */
export function sharedPortalUrl(): string {
  const url = process.env.PAGODA_TEST_URL;
  if (!url) {
    throw new Error(
      'PAGODA_TEST_URL is not set: run these tests by npm test -- --only e2e,browser.',
    );
  }
  return url;
}
