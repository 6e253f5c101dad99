import './globalSetup';

/** Ends the portal of the suite. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.pagodaPortal?.stop();
}
