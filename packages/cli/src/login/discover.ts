/** Paths of Backstage's own sign-in for command lines, below the portal's address. */
export const AUTHORIZE_PATH = '/api/auth/v1/authorize';
export const TOKEN_PATH = '/api/auth/v1/token';
export const CLIENT_PATH = '/api/auth/.well-known/oauth-client/cli.json';
