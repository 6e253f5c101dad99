import { Alert } from '@backstage/ui';
import {
  PagodaApiError,
  type RunValidation,
} from '@pagoda/plugin-pagoda-common';
import { ErrorPanel } from '../../components';
import type { Resource } from '../../hooks/useResource';

/** Says while the form is filled in whether the run fits, and what it is short by. */
export function FitNotice(props: {
  validation: Resource<RunValidation>;
  isComplete: boolean;
}) {
  const { data, error, refresh } = props.validation;
  if (error && props.isComplete && !isAtField(error)) {
    return (
      <ErrorPanel
        error={error}
        title="It would be refused"
        onRetry={error instanceof PagodaApiError ? undefined : refresh}
      />
    );
  }
  if (!props.isComplete || error || !data) {
    return null;
  }
  const reasons = data.shortBy.map(short => short.message).join(' · ');
  if (!data.fits) {
    return (
      <Alert status="danger" icon title="Does not fit" description={reasons} />
    );
  }
  if (data.waits) {
    return (
      <Alert
        status="warning"
        icon
        title="Fits, but has to wait"
        description={reasons}
      />
    );
  }
  return <Alert status="success" icon title="Fits and can start now" />;
}

/** Fields of the form, which show what is wrong with them; others belong to the experiment. */
const FIELDS =
  /^(parameters\.|resources\.|(timeoutSeconds|cluster|queue|priorityClass)$)/;

function isAtField(error: Error): boolean {
  if (!(error instanceof PagodaApiError)) {
    return false;
  }
  const fields = [error.field, ...error.problems.map(({ field }) => field)];
  return fields.some(field => field !== undefined && FIELDS.test(field));
}
