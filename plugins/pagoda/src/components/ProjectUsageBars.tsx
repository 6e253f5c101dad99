import { Flex, Text } from '@backstage/ui';
import { formatBytes, type ProjectUsage } from '@pagoda/plugin-pagoda-common';
import { UsageBar } from './UsageBar';

/** How much of its quota a project uses, resource by resource. */
export function ProjectUsageBars({ usage }: { usage: ProjectUsage }) {
  const { concurrentRuns, cpu, memory, gpu, storage, queuedRuns } = usage;
  return (
    <Flex direction="column" gap="2">
      <UsageBar
        label="Runs"
        used={concurrentRuns.used}
        limit={concurrentRuns.quota}
      />
      <UsageBar label="CPU" used={cpu.used} limit={cpu.quota} />
      <UsageBar
        label="Memory"
        used={memory.used}
        limit={memory.quota}
        format={formatBytes}
      />
      {Boolean(gpu.quota || gpu.used) && (
        <UsageBar label="GPU" used={gpu.used} limit={gpu.quota} />
      )}
      <UsageBar
        label="Storage"
        used={storage.used}
        limit={storage.quota}
        format={formatBytes}
      />
      {queuedRuns > 0 && (
        <Text variant="body-small" color="secondary">
          {queuedRuns === 1 ? '1 run waits' : `${queuedRuns} runs wait`}
        </Text>
      )}
    </Flex>
  );
}
