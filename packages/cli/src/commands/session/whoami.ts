import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda whoami` */
export async function whoami(context: Context): Promise<void> {
  const data = dataOf(await context.client.GET('/whoami'));
  context.output.one(
    data,
    me => me.userEntityRef,
    me =>
      [
        `${me.userEntityRef}${me.administrator ? '  (administrator)' : ''}${
          me.token ? `  (token with scope ${me.token.scope})` : ''
        }`,
        ...me.projects.map(({ name, role }) => `  ${name}: ${role}`),
        ...(me.projects.length === 0 ? ['  a member of no project'] : []),
        '',
      ].join('\n'),
  );
}
