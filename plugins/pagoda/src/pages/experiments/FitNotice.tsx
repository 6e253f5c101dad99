import { Alert } from '@backstage/ui';
import type { RunValidation } from '@pagoda/plugin-pagoda-common';
import type { Resource } from '../../hooks/useResource';

/** Says while the form is filled in whether the run fits, and what it is short by. */
export function FitNotice(props: {
  validation: Resource<RunValidation>;
  isComplete: boolean;
}) {
  const { data, error } = props.validation;
  if (!props.isComplete || error || !data) {
    // What is wrong stands at its field.
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
