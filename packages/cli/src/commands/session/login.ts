import { CliError, EXIT } from '../../context/CliError';
import { Context, type GlobalOptions } from '../../context/Context';
import { exchangeToken, signInAsPersona } from '../../context/Session';
import type { ServerSettings } from '../../context/Settings';
import { browserLogin } from '../../login/browserLogin';

/** `pagoda login` */
export async function login(
  context: Context,
  options: { demo?: string; browser: boolean; token?: string },
): Promise<void> {
  const { url, output, settings } = context;
  const server = await signIn(context, options);
  settings.save(url, server);
  const fresh = new Context(
    { url, format: output.format } as GlobalOptions,
    settings,
  );
  const { data } = await fresh.client.GET('/whoami');
  output.one(
    data,
    me => me?.userEntityRef ?? '',
    me => `Signed in at ${url} as ${me?.userEntityRef}\n`,
  );
}

async function signIn(
  { url, output, givenToken }: Context,
  options: { demo?: string; browser: boolean },
): Promise<ServerSettings> {
  if (options.demo !== undefined && givenToken !== undefined) {
    throw new CliError('Give --demo or --token, not both', EXIT.usage);
  }
  if (options.demo !== undefined) {
    return {
      login: { kind: 'demo', persona: options.demo },
      session: await signInAsPersona(url, options.demo),
    };
  }
  if (givenToken !== undefined) {
    if (!givenToken.startsWith('pagoda_')) {
      throw new CliError(
        '--token takes a personal access token, which begins with pagoda_',
        EXIT.usage,
        'Create one on the page Access tokens, or with pagoda token create.',
      );
    }
    return {
      login: { kind: 'token', secret: givenToken },
      session: await exchangeToken(url, givenToken),
    };
  }
  const { refreshToken, ...session } = await browserLogin(url, {
    openBrowser: options.browser,
    show: address => output.warn(`Sign in with your browser:\n  ${address}`),
  });
  return { login: { kind: 'browser', refreshToken }, session };
}
