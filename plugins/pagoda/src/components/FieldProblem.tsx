import { Text } from '@backstage/ui';

/** What is wrong with a field, right below it; nothing where nothing is. */
export function FieldProblem({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <Text
      as="p"
      role="alert"
      variant="body-small"
      color="danger"
      style={{ margin: 0 }}
    >
      {text}
    </Text>
  );
}
