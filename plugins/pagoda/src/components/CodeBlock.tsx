import { Flex, Text } from '@backstage/ui';
import { CopyButton } from './CopyButton';
import styles from './CodeBlock.module.css';

/** Text for a shell or a file, with a button that copies it. */
export function CodeBlock(props: {
  title: string;
  copyLabel: string;
  children: string;
}) {
  return (
    <section>
      <Flex align="center" justify="between">
        <Text as="h2" variant="title-x-small">
          {props.title}
        </Text>
        <CopyButton text={props.children} label={props.copyLabel} />
      </Flex>
      {/* Scrolls sideways, so it has to be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.code} tabIndex={0} aria-label={props.title}>
        {props.children}
      </pre>
    </section>
  );
}
