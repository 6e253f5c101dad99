import { PageLayout } from '../../components';

export function CompareRunsPage() {
  return <PageLayout title="Compare">{null}</PageLayout>;
}
