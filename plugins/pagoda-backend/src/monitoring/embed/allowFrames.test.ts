import express from 'express';
import request from 'supertest';
import { allowFrames } from './allowFrames';

const KIBANA = 'https://kibana.example.org';

async function policyWith(policy: string | undefined, origins: string[]) {
  const app = express();
  app.use(
    allowFrames((_req, res, next) => {
      if (policy !== undefined) {
        res.setHeader('Content-Security-Policy', policy);
      }
      next();
    }, origins),
  );
  app.get('/', (_req, res) => res.send(''));
  const { headers } = await request(app).get('/').expect(200);
  return headers['content-security-policy'];
}

it.each([
  [
    "default-src 'self';frame-src 'self' blob:;img-src data:",
    `default-src 'self';frame-src 'self' blob: ${KIBANA};img-src data:`,
  ],
  ["default-src 'self'", `default-src 'self';frame-src 'self' ${KIBANA}`],
  ["frame-src 'none'", `frame-src ${KIBANA}`],
  [`frame-src ${KIBANA}`, `frame-src ${KIBANA}`],
])('adds servers to %s', async (before, after) => {
  expect(await policyWith(before, [KIBANA])).toBe(after);
});

it('changes nothing where there is nothing to add, or nothing to add it to', async () => {
  expect(await policyWith("default-src 'self'", [])).toBe("default-src 'self'");
  expect(await policyWith(undefined, [KIBANA])).toBeUndefined();
});
