import { Option, type Command } from 'commander';
import { action } from '../action';
import { getCloud } from './getCloud';
import { listClouds } from './listClouds';
import { listOffers, OFFER_KINDS } from './listOffers';
import { listQuota } from './listQuota';

/** `pagoda cloud …` */
export function registerCloudCommands(program: Command): void {
  const cloud = program
    .command('cloud')
    .description('where clusters and volumes are made');
  cloud
    .command('list')
    .alias('ls')
    .description('clouds of the portal')
    .addHelpText('after', '\nExample:\n  pagoda cloud list')
    .action(action(listClouds));
  cloud
    .command('get')
    .description('one cloud, and how it is')
    .argument('<cloud>', 'name of the cloud')
    .addHelpText('after', '\nExample:\n  pagoda cloud get campus')
    .action(action(getCloud));
  cloud
    .command('offers')
    .description('flavors, images, networks and what else may be chosen')
    .argument('<cloud>', 'name of the cloud')
    .addOption(
      new Option('-k, --kind <kind>', 'only these').choices([...OFFER_KINDS]),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda cloud offers campus\n  pagoda cloud offers campus --kind flavors',
    )
    .action(action(listOffers));
  cloud
    .command('quota')
    .description('what the portal may have there, and what is left of it')
    .argument('<cloud>', 'name of the cloud')
    .addHelpText('after', '\nExample:\n  pagoda cloud quota campus')
    .action(action(listQuota));
}
