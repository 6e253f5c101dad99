import { expectEqual } from './Checks.mjs';
import { succeed } from './checkCli.mjs';

/**
 * The main job by the REST API with a personal access token, as a script does it.
 *
 * @param {import('./Checks.mjs').Checks} checks
 * @param {{url: string, settings: string}} options - settings: directory in which the CLI is signed in
 */
export async function checkApi(checks, { url, settings }) {
  let token;
  await checks.check('API: an access token is exchanged', async () => {
    const secret = succeed(settings, 'token', 'create', 'smoke').trim();
    const answer = await send(`${url}/api/auth/pat/refresh`, secret);
    expectEqual(
      answer.backstageIdentity.identity.userEntityRef,
      'user:default/researcher',
      'The user',
    );
    token = answer.backstageIdentity.token;
  });
  const api = `${url}/api/pagoda/v1`;
  await checks.check('API: a run, its log and its results', async () => {
    const submitted = await send(`${api}/projects/demo/runs`, token, {
      experiment: 'montecarlo-pi',
      parameters: { samples: 10000 },
    });
    const log = await text(
      `${api}/runs/${submitted.id}/logs?follow=true`,
      token,
    );
    if (!log.includes('pi = 3.')) {
      throw new Error(`The log is not there:\n${log}`);
    }
    const run = await send(`${api}/runs/${submitted.id}`, token);
    expectEqual(run.status.phase, 'Succeeded', 'The phase');
    const part = await text(
      `${api}/runs/${submitted.id}/results/convergence.csv`,
      token,
      { Range: 'bytes=0-6' },
    );
    expectEqual(part, 'samples', 'The first 7 bytes of convergence.csv');
  });
  await checks.check('API: what is wrong is named', async () => {
    const response = await fetch(`${api}/projects/demo/runs`, {
      method: 'POST',
      headers: headers(token, true),
      body: JSON.stringify({
        experiment: 'montecarlo-pi',
        parameters: { samples: 'many' },
      }),
    });
    expectEqual(response.status, 400, 'The status');
    const { error } = await response.json();
    expectEqual(error.field, 'parameters.samples', 'The field');
  });
}

function headers(token, hasBody) {
  return {
    Authorization: `Bearer ${token}`,
    ...(hasBody && { 'Content-Type': 'application/json' }),
  };
}

async function send(url, token, body) {
  const response = await fetch(url, {
    method: body ? 'POST' : 'GET',
    headers: headers(token, body !== undefined),
    body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}

async function text(url, token, more) {
  const response = await fetch(url, {
    headers: { ...headers(token, false), ...more },
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
  return response.text();
}
