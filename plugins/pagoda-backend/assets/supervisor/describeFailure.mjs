// @ts-check

/**
 * Why a command could not be started.
 *
 * @param {NodeJS.ErrnoException} error
 * @param {{ command: string[], environment: Record<string, string> }} task
 * @returns {{ reason: string, message: string }}
 */
export function describeFailure(error, task) {
  const [command] = task.command;
  switch (error.code) {
    case 'ENOENT':
      return {
        reason: 'CommandNotFound',
        message: command.includes('/')
          ? `'${command}' was not found, or the interpreter in its first line was not`
          : `'${command}' was not found in PATH (${task.environment.PATH})`,
      };
    case 'EACCES':
      return {
        reason: 'CommandNotFound',
        message: `'${command}' may not be executed: it is a directory or is not marked as executable`,
      };
    case 'ENOEXEC':
    case 'ENOTDIR':
      return { reason: 'CommandNotFound', message: error.message };
    default:
      return { reason: 'LaunchFailed', message: error.message };
  }
}
