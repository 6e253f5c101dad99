/** An error whose message is all that a user needs. */
export class Failure extends Error {}

/** Runs `main`; a Failure becomes one sentence and exit code 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    console.error(`\n✕ ${error.message}`);
    process.exitCode = 1;
  }
}
