import type { Command } from 'commander';
import { Option } from 'commander';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readDocument } from '../readDocument';
import { collect, definedOnly } from '../values';
import { mergePools, parsePool, POOL_HELP } from './poolOptions';
import { futureTime } from './futureTime';

/** Flags that say what a cluster is to be. */
export interface PlanOptions {
  file?: string;
  title?: string;
  description?: string;
  cloud?: string;
  provisioner?: ClusterPlan['provisioner'];
  clusterVersion?: string;
  clusterTemplate?: string;
  pool?: string[];
  image?: string;
  network?: string;
  externalNetwork?: string;
  securityGroup?: string[];
  keypair?: string;
  sshUser?: string;
  protection?: boolean;
  until?: string;
}

/** Adds the flags of {@link readPlan}. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('-f, --file <file>', 'plan as YAML or JSON; - is stdin')
    .option('--cloud <cloud>', 'where; see pagoda cloud list')
    .addOption(
      new Option(
        '--provisioner <name>',
        'by what; where the cloud has one only, that one',
      ).choices(['rancher', 'magnum']),
    )
    .option('--cluster-version <version>', 'of Kubernetes, for rancher')
    .option('--cluster-template <name>', 'of Magnum, for magnum')
    .option('--pool <pool>', POOL_HELP, collect)
    .option('--image <image>', 'of the machines of all pools')
    .option('--network <network>', 'of the machines')
    .option('--external-network <network>', 'where floating IPs come from')
    .option(
      '--security-group <group>',
      'of the machines; several times',
      collect,
    )
    .option('--keypair <name>', 'to sign in to the machines')
    .option('--ssh-user <name>', 'of the image')
    .option('--title <text>', 'title')
    .option('--description <text>', 'what it is for')
    .option('--no-protection', 'it may be deleted without unprotecting it')
    .option(
      '--until <time>',
      'when it is removed, such as 30d or 2027-01-31',
      futureTime,
    );
}

/**
 * The plan of the file with what the flags say over it.
 *
 * @throws CliError when something that every plan has is missing
 */
export async function readPlan(
  context: Context,
  options: PlanOptions,
  name: string | undefined,
): Promise<ClusterPlan> {
  const { file, image, protection } = options;
  const base = file === undefined ? {} : readObject(file);
  const merged = definedOnly({
    ...base,
    ...definedOnly({
      name,
      title: options.title,
      description: options.description,
      cloud: options.cloud,
      provisioner: options.provisioner,
      version: options.clusterVersion,
      clusterTemplate: options.clusterTemplate,
      network: options.network,
      externalNetwork: options.externalNetwork,
      securityGroups: options.securityGroup,
      keypair: options.keypair,
      sshUser: options.sshUser,
      endsAt: options.until,
    }),
    // Without the flag, it is true.
    ...(protection === false && { deletionProtection: false }),
  });
  const { cloud } = merged;
  if (cloud === undefined || merged.name === undefined) {
    throw new CliError(
      cloud === undefined
        ? 'The cloud is missing: --cloud'
        : 'The name of the cluster is missing',
      EXIT.usage,
      'pagoda cluster create --help',
    );
  }
  const pools = mergePools(
    base.pools ?? [],
    (options.pool ?? []).map(parsePool),
  );
  return {
    ...merged,
    name: merged.name,
    cloud,
    provisioner: merged.provisioner ?? (await soleProvisioner(context, cloud)),
    pools: pools.map(pool =>
      image === undefined ? pool : { ...pool, image: pool.image ?? image },
    ),
  };
}

function readObject(file: string): Partial<ClusterPlan> {
  const content = readDocument(file);
  if (
    typeof content !== 'object' ||
    content === null ||
    Array.isArray(content)
  ) {
    throw new CliError(
      `${file} has to hold a plan: name, cloud, pools …`,
      EXIT.usage,
    );
  }
  if ('pools' in content && !Array.isArray(content.pools)) {
    throw new CliError(`${file}: pools has to be a list`, EXIT.usage);
  }
  // The API says what is wrong with the rest.
  return content as Partial<ClusterPlan>;
}

async function soleProvisioner(
  { client }: Context,
  cloud: string,
): Promise<ClusterPlan['provisioner']> {
  const { provisioners } = dataOf(
    await client.GET('/clouds/{cloud}', { params: { path: { cloud } } }),
  );
  if (provisioners.length !== 1) {
    throw new CliError(
      provisioners.length === 0
        ? `Nothing makes clusters in cloud '${cloud}'`
        : `--provisioner is missing: cloud '${cloud}' has ${provisioners.join(' and ')}`,
      EXIT.usage,
      'pagoda cloud list',
    );
  }
  return provisioners[0];
}
