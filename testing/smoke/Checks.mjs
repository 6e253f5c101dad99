/** Runs checks one after the other, and counts them. */
export class Checks {
  passed = 0;
  failed = 0;

  /**
   * @template T
   * @param {string} name - what is true when the check passes
   * @param {() => Promise<T>} work - throws when it is not; text that it returns stands beside the name
   * @returns {Promise<T | undefined>}
   */
  async check(name, work) {
    const begun = Date.now();
    try {
      const result = await work();
      this.passed += 1;
      const took = ((Date.now() - begun) / 1000).toFixed(1);
      const note = typeof result === 'string' ? ` (${result})` : '';
      console.log(`✓ ${name}${note} · ${took} s`);
      return result;
    } catch (error) {
      this.failed += 1;
      console.log(`✕ ${name}\n${error.stack ?? error}`);
      return undefined;
    }
  }
}

/** Fails with both values unless they are the same. */
export function expectEqual(actual, expected, what) {
  if (actual !== expected) {
    throw new Error(
      `${what} should be ${JSON.stringify(expected)}, is ${JSON.stringify(actual)}`,
    );
  }
}
