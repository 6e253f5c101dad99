import { toError } from '@backstage/errors';

/**
 * Makes an action's failures read well: the scaffolder prints an error's stack into the task's log, where it tells
 * researchers nothing. Errors of programming keep theirs.
 */
export function readably<Action extends { handler(ctx: never): Promise<void> }>(
  action: Action,
): Action {
  return {
    ...action,
    async handler(ctx: never) {
      try {
        await action.handler(ctx);
      } catch (thrown) {
        const error = toError(thrown);
        if (!(error instanceof TypeError || error instanceof ReferenceError)) {
          error.stack = `${error.name}: ${error.message}`;
        }
        throw error;
      }
    },
  };
}
