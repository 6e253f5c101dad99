import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';

/**
 * A lifecycle whose shutdown hooks run one after the other, the last added first: what is started later uses what was
 * started before. Backstage's own runs all at once. A hook that fails is logged and does not keep the others from running.
 */
export function stopInOrder(
  lifecycle: LifecycleService,
  logger: LoggerService,
): LifecycleService {
  const hooks: (() => void | Promise<void>)[] = [];
  lifecycle.addShutdownHook(async () => {
    for (const hook of hooks.reverse()) {
      try {
        await hook();
      } catch (error) {
        logger.error('Something could not be stopped', error as Error);
      }
    }
  });
  return {
    addStartupHook: (hook, options) => lifecycle.addStartupHook(hook, options),
    addShutdownHook: hook => {
      hooks.push(hook);
    },
  };
}
