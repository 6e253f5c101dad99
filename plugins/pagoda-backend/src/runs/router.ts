import type { Knex } from 'knex';
import type { ApiRegistry } from '../http/ApiRouter';
import { EventStream } from '../http/EventStream';
import { invalidInput } from '../http/errors';
import type { RunEventFeed } from './RunEventFeed';
import { RunEventStream } from './RunEventStream';
import type { RunExplainer } from './RunExplainer';
import type { RunService } from './RunService';

/** Binds the operations of runs, but logs and results, to the service. */
export function registerRunRoutes(
  api: ApiRegistry,
  options: {
    service: RunService;
    explainer: RunExplainer;
    feed: RunEventFeed;
    knex: Knex;
  },
): void {
  const { service, explainer, feed, knex } = options;
  api.handle('submitRun', async ({ caller, params, body, idempotency }) => ({
    status: 201,
    body: await service.submit(caller, params.project, body, idempotency),
  }));
  api.handle('validateRun', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.validate(caller, params.project, body),
  }));
  api.handle('listRuns', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('compareRuns', async ({ caller, query }) => ({
    status: 200,
    body: await service.compare(caller, query.a, query.b),
  }));
  api.handle('getRun', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.run),
  }));
  api.handle('deleteRun', async ({ caller, params }) => {
    await service.delete(caller, params.run);
    return { status: 204 };
  });
  api.handle('cancelRun', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.cancel(caller, params.run, query.force),
  }));
  api.handle('rerunRun', async ({ caller, params, body, idempotency }) => ({
    status: 201,
    body: await service.rerun(caller, params.run, body, idempotency),
  }));
  api.handle('listRunEvents', async ({ caller, params }) => ({
    status: 200,
    body: { items: await service.events(caller, params.run) },
  }));
  api.handle('getRunExplanation', async ({ caller, params }) => {
    const run = await service.get(caller, params.run);
    return {
      status: 200,
      body: { explanation: (await explainer.explain(run)) ?? null },
    };
  });
  api.handle('getRunMetrics', async ({ caller, params }) => ({
    status: 200,
    body: await service.metrics(caller, params.run),
  }));
  api.handle(
    'streamRunEvents',
    async ({ caller, query, headers, req, res }) => {
      const after = lastEventId(headers['last-event-id']);
      const projects = () => service.visible(caller, query.project);
      // Refuses before the stream begins, as any other request.
      await projects();
      const events = new RunEventStream(knex, feed, {
        projects,
        sweep: query.sweep,
        run: query.run,
      });
      await events.run(new EventStream(req, res), after);
      return undefined;
    },
  );
}

function lastEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') {
    return undefined;
  }
  const id = Number(header);
  if (!Number.isSafeInteger(id) || id < 0) {
    throw invalidInput([
      {
        field: 'Last-Event-ID',
        message: `'${header}' is not the id of an event of this stream`,
      },
    ]);
  }
  return id;
}
