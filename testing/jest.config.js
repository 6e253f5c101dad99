// Tests that drive a whole portal: by HTTP and the CLI (e2e), in Chromium (browser), and with real peers (peers). Jest for
// the packages is configured by backstage-cli.
const { join } = require('node:path');

const suite = (name, options) => ({
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
  ...options,
});

const withPortal = {
  globalSetup: join(__dirname, 'globalSetup.ts'),
  globalTeardown: join(__dirname, 'globalTeardown.ts'),
};

module.exports = {
  rootDir: __dirname,
  projects: [
    suite('e2e', withPortal),
    suite('browser', {
      ...withPortal,
      testEnvironment: join(__dirname, 'browser/ScreenshotEnvironment.ts'),
    }),
    suite('peers'),
  ],
  testTimeout: 120_000,
};
