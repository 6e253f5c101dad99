// Tests that drive a whole portal: by HTTP and the CLI (e2e) and in Chromium (browser). Jest for packages is configured
// by backstage-cli.
const { join } = require('node:path');

const suite = name => ({
  displayName: name,
  rootDir: join(__dirname, name),
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: {
    '\\.ts$': [
      require.resolve('@backstage/cli/config/jestSwcTransform'),
      {
        jsc: { parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: {
    '^@pagoda/plugin-pagoda-common$': join(
      __dirname,
      '../plugins/pagoda-common/src',
    ),
  },
});

module.exports = {
  rootDir: __dirname,
  projects: [suite('e2e'), suite('browser'), suite('peers')],
  testTimeout: 120_000,
};
