// For scripts/, testing/ and bench/; packages and plugins have their own.
const { createConfigForRole } = require('@backstage/cli/config/eslint-factory');

module.exports = {
  root: true,
  ...createConfigForRole(__dirname, 'node-library', {
    parserOptions: { ecmaVersion: 2022 },
    rules: {
      // They run from the checkout, with what the root has in devDependencies.
      '@backstage/no-undeclared-imports': 'off',
      // The packages' rules: `for … of` and `await` in loops are right where one thing comes after the other.
      'no-restricted-syntax': 'off',
      // A browser test waits for what it expects to see.
      'jest/expect-expect': 'off',
    },
  }),
};
