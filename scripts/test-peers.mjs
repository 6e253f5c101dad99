#!/usr/bin/env node
// npm run test:peers: tests against real peers that take a while to fetch and to start, such as Keycloak. Its last line is
// `N passed, N failed`.
process.argv.splice(2, 0, '--only', 'peers');
await import('./test.mjs');
