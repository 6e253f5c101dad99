module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // Helpers of tests, and as little published as the tests are.
      files: ['src/testing/**'],
      rules: {
        '@backstage/no-mixed-plugin-imports': 'off',
        '@backstage/no-undeclared-imports': 'off',
        '@backstage/no-forbidden-package-imports': 'off',
      },
    },
  ],
});
