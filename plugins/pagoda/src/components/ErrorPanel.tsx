import { Alert, Button, Flex, Text } from '@backstage/ui';
import { PagodaApiError } from '@pagoda/plugin-pagoda-common';
import { CopyButton } from './CopyButton';

/** What went wrong, which input is to blame, what to do, and the request id for support. */
export function ErrorPanel(props: {
  error: Error;
  /** Offers to do it again. */
  onRetry?: () => void;
  title?: string;
}) {
  const { error } = props;
  const api = error instanceof PagodaApiError ? error : undefined;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title={props.title ?? titleOf(api)}
      description={
        <Flex direction="column" gap="1">
          <Text>{error.message}</Text>
          {api?.field && (
            <Text variant="body-small">
              Field: <code>{api.field}</code>
            </Text>
          )}
          {api && api.problems.length > 1 && (
            <ul style={{ margin: 0 }}>
              {api.problems.map(problem => (
                <li key={`${problem.field} ${problem.message}`}>
                  <code>{problem.field}</code>: {problem.message}
                </li>
              ))}
            </ul>
          )}
          {api?.advice && <Text weight="bold">{api.advice}</Text>}
          {api?.requestId && (
            <Flex align="center" gap="1">
              <Text variant="body-small" color="secondary">
                Request id for support: <code>{api.requestId}</code>
              </Text>
              <CopyButton text={api.requestId} label="Copy request id" />
            </Flex>
          )}
        </Flex>
      }
      customActions={
        props.onRetry && (
          <Button size="small" variant="secondary" onPress={props.onRetry}>
            Try again
          </Button>
        )
      }
    />
  );
}

function titleOf(error: PagodaApiError | undefined): string {
  switch (error?.status) {
    case 0:
      return 'No connection';
    case 401:
      return 'You are not signed in any more';
    case 403:
      return 'You may not do this';
    case 404:
      return 'Not found';
    case 409:
      return 'This does not fit the present state';
    default:
      return 'This did not work';
  }
}
