import type { Context } from '../../context/Context';

/** `pagoda logout` */
export async function logout(context: Context): Promise<void> {
  const { settings, url, output } = context;
  output.note(
    settings.forget(url)
      ? `Signed out of ${url}`
      : `Was not signed in at ${url}`,
  );
}
