module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // The typed client's methods are those of HTTP: `client.GET(…)`.
    'new-cap': ['error', { capIsNew: false }],
  },
});
