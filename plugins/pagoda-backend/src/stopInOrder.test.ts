import { mockServices } from '@backstage/backend-test-utils';
import { stopInOrder } from './stopInOrder';

describe('stopInOrder', () => {
  it('stops what was started last first, and goes on after a failure', async () => {
    let shutdown: () => Promise<void> | void = () => {};
    const logger = mockServices.logger.mock();
    const lifecycle = stopInOrder(
      {
        addStartupHook: () => {},
        addShutdownHook: hook => {
          shutdown = hook;
        },
      },
      logger,
    );
    const stopped: string[] = [];
    lifecycle.addShutdownHook(() => {
      stopped.push('connections');
    });
    lifecycle.addShutdownHook(async () => {
      throw new Error('no disk');
    });
    lifecycle.addShutdownHook(async () => {
      await new Promise(resolve => setImmediate(resolve));
      stopped.push('runners');
    });

    await shutdown();

    expect(stopped).toEqual(['runners', 'connections']);
    expect(logger.error).toHaveBeenCalledWith(
      'Something could not be stopped',
      new Error('no disk'),
    );
  });
});
