import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { logRequests } from './logRequests';
import { giveRequestId } from './requestIds';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('ids of requests', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal();
  });

  afterAll(() => portal.stop());

  const ask = (path: string, id?: string) => {
    const sent = portal.as('viewer').get(path);
    return id === undefined ? sent : sent.set('X-Request-Id', id);
  };

  it('are in every answer, a new one each time', async () => {
    const first = await ask('/whoami').expect(200);
    const second = await ask('/whoami').expect(200);
    expect(first.headers['x-request-id']).toMatch(UUID);
    expect(second.headers['x-request-id']).toMatch(UUID);
    expect(second.headers['x-request-id']).not.toBe(
      first.headers['x-request-id'],
    );
  });

  it.each(['/projects/nothing', '/nowhere', '/runs?limit=many'])(
    'are in the body of errors: %s',
    async path => {
      const { body, headers, status } = await ask(path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['x-request-id']).toMatch(UUID);
      expect(body.request.id).toBe(headers['x-request-id']);
    },
  );

  it('stay where the caller gives a well-formed one', async () => {
    const id = 'proxy-7/4f.1_Root=1-67';
    const { headers } = await ask('/whoami', id).expect(200);
    expect(headers['x-request-id']).toBe(id);
    for (const bad of ['short', 'with blanks in it', 'x'.repeat(129)]) {
      const answer = await ask('/whoami', bad).expect(200);
      expect(answer.headers['x-request-id']).toMatch(UUID);
    }
  });

  it('are in the line of the log', async () => {
    const logger = mockServices.logger.mock();
    const app = express();
    app.use(giveRequestId(), logRequests(logger));
    app.get('/here', (_req, res) => {
      res.send('hello');
    });
    const { headers } = await request(app).get('/here');
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringMatching(
        new RegExp(`"GET /here HTTP/1.1" 200 5 .* ${headers['x-request-id']}$`),
      ),
      expect.objectContaining({
        type: 'incomingRequest',
        status: 200,
        url: '/here',
        requestId: headers['x-request-id'],
      }),
    );
  });
});
