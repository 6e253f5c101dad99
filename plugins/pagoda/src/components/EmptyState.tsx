import type { ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';

/** What stands where there is nothing: why, and what to do next. */
export function EmptyState(props: {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Flex direction="column" align="center" gap="2" py="8" px="4">
      <Text as="h2" variant="title-x-small">
        {props.title}
      </Text>
      {props.description && (
        <Text
          as="p"
          color="secondary"
          style={{ textAlign: 'center', maxWidth: '36rem', margin: 0 }}
        >
          {props.description}
        </Text>
      )}
      {props.action}
    </Flex>
  );
}
