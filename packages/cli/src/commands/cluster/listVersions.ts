import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda cluster versions` */
export async function listVersions(
  { client, output }: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const versions = dataOf(
    await client.GET('/clusters/{cluster}/versions', {
      params: { path: { cluster } },
    }),
  );
  const { current, allowed } = versions;
  if (output.structured) {
    output.one(versions, () => cluster, String);
    return;
  }
  output.note(`It has ${current ?? 'no version that is known'}.`);
  output.list(
    { items: allowed },
    [{ title: 'May be upgraded to', value: version => version }],
    version => version,
    'There is none that it may be upgraded to.',
  );
}
