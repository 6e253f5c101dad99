import type { Command } from 'commander';
import { action } from '../action';
import { installMonitoring } from './installMonitoring';
import { showMonitoring } from './showMonitoring';

/** `pagoda monitoring …` */
export function registerMonitoringCommands(program: Command): void {
  const monitoring = program
    .command('monitoring')
    .description(
      'what the portal is connected to for logs, metrics and dashboards (administrators)',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda monitoring status\n  pagoda monitoring install --dry-run',
    );
  monitoring
    .command('status')
    .description('how each connection is, and which dashboards are installed')
    .addHelpText('after', '\nExamples:\n  pagoda monitoring status -o json')
    .action(action(showMonitoring));
  monitoring
    .command('install')
    .description(
      "write PAGoDA's dashboards to Grafana, and views of projects' logs to Kibana; what somebody has changed there stays",
    )
    .option('--dry-run', 'say what would be done')
    .option('--overwrite', 'also what somebody has changed')
    .addHelpText(
      'after',
      '\nExamples:\n  pagoda monitoring install --dry-run\n  pagoda monitoring install --overwrite',
    )
    .action(action(installMonitoring));
}
