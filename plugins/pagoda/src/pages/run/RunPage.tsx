import { PageLayout } from '../../components';

export function RunPage() {
  return <PageLayout title="Run">{null}</PageLayout>;
}
