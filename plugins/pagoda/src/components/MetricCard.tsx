import type { ReactNode } from 'react';
import { Card, CardBody, Text } from '@backstage/ui';

/** One number with its name. */
export function MetricCard(props: {
  label: string;
  value: ReactNode;
  /** Below the number, such as what it is compared with. */
  detail?: ReactNode;
}) {
  return (
    <Card>
      <CardBody>
        <Text
          as="p"
          variant="body-small"
          color="secondary"
          style={{ margin: 0, overflowWrap: 'anywhere' }}
        >
          {props.label}
        </Text>
        <Text
          as="p"
          variant="title-x-small"
          style={{
            margin: 0,
            fontVariantNumeric: 'tabular-nums',
            overflowWrap: 'anywhere',
          }}
        >
          {props.value}
        </Text>
        {props.detail && (
          <Text
            as="p"
            variant="body-small"
            color="secondary"
            style={{ margin: 0 }}
          >
            {props.detail}
          </Text>
        )}
      </CardBody>
    </Card>
  );
}
