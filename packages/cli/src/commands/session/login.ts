import { text } from 'node:stream/consumers';
import { CliError, EXIT } from '../../context/CliError';
import { Context } from '../../context/Context';
import { SECRET_PREFIX } from '../../context/Session';
import type { ServerSettings } from '../../context/Settings';
import { browserLogin } from '../../login/browserLogin';
import { exchangeToken, signInAsPersona } from '../../login/requestToken';
import { dataOf } from '../dataOf';

/** Flags of `pagoda login`. */
export interface LoginOptions {
  demo?: string;
  /** False with `--no-browser`. */
  browser: boolean;
}

/** `pagoda login` */
export async function login(
  context: Context,
  options: LoginOptions,
): Promise<void> {
  const { url, output, settings } = context;
  const { project } = context.options;
  const server = await signIn(context, options);
  await settings.update(file => {
    file.current = url;
    file.servers[url] = { ...server, project };
  });
  // As the next command sees it, whatever PAGODA_TOKEN says.
  const next = new Context({ url }, settings, {});
  const me = dataOf(await next.client.GET('/whoami'));
  output.one(
    me,
    ({ userEntityRef }) => userEntityRef,
    ({ userEntityRef }) => `Signed in at ${url} as ${userEntityRef}\n`,
  );
  if (process.env.PAGODA_TOKEN) {
    output.warn(
      'PAGODA_TOKEN is set: commands use it in place of this sign-in.',
    );
  }
}

async function signIn(
  { url, output, options: { token } }: Context,
  { demo, browser }: LoginOptions,
): Promise<ServerSettings> {
  if (demo !== undefined && token !== undefined) {
    throw new CliError('Give --demo or --token, not both', EXIT.usage);
  }
  if (demo !== undefined) {
    return {
      login: { kind: 'demo', persona: demo },
      session: await signInAsPersona(url, demo),
    };
  }
  if (token !== undefined) {
    const secret = token === '-' ? (await text(process.stdin)).trim() : token;
    if (!secret.startsWith(SECRET_PREFIX)) {
      throw new CliError(
        `--token takes a personal access token, which begins with ${SECRET_PREFIX}`,
        EXIT.usage,
        'Create one on the page Access tokens, or with pagoda token create.',
      );
    }
    return {
      login: { kind: 'token', secret },
      session: await exchangeToken(url, secret),
    };
  }
  const { refreshToken, ...session } = await browserLogin(url, {
    openBrowser: browser,
    show: address => output.warn(`Sign in with your browser:\n  ${address}`),
  });
  return { login: { kind: 'browser', refreshToken }, session };
}
