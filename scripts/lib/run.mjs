import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** What is kept of a command's output; in characters. */
const KEPT = 100_000;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };

/**
 * Runs a command and waits for its end. When this process is told to stop meanwhile, so is the command, and then this
 * process ends too.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, stdio?: import('node:child_process').StdioOptions}} options -
 *   stdio: by default the output is kept and returned
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    const output = { stdout: '', stderr: '' };
    for (const name of Object.keys(output)) {
      child[name]?.on('data', chunk => {
        output[name] = (output[name] + chunk).slice(-KEPT);
      });
    }
    let exitCode;
    const handlers = Object.entries(SIGNALS).map(([signal, code]) => {
      const stop = () => {
        exitCode = code;
        child.kill('SIGTERM');
      };
      process.on(signal, stop);
      return () => process.off(signal, stop);
    });
    const settle = () => handlers.forEach(remove => remove());
    child.once('error', error => {
      settle();
      reject(error);
    });
    child.once('close', code => {
      settle();
      if (exitCode !== undefined) {
        process.exit(exitCode);
      }
      resolve({ code, ...output });
    });
  });
}
