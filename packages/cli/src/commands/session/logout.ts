import type { Context } from '../../context/Context';
import { describeError } from '../../context/describeError';
import { revokeBrowserSession } from '../../login/browserLogin';

/** `pagoda logout` */
export async function logout(context: Context): Promise<void> {
  const { settings, url, output } = context;
  const login = settings.read().servers[url]?.login;
  await settings.update(file => {
    delete file.servers[url];
    file.exchanged = {};
    if (file.current === url) {
      file.current = Object.keys(file.servers).at(0);
    }
  });
  output.note(login ? `Signed out of ${url}` : `Was not signed in at ${url}`);
  if (login?.kind === 'browser' && login.refreshToken !== undefined) {
    try {
      await revokeBrowserSession(url, login.refreshToken);
    } catch (error) {
      // It is forgotten here all the same, and ends by itself.
      output.warn(describeError(error).trimEnd());
    }
  }
}
