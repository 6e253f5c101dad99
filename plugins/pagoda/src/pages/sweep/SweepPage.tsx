import { PageLayout } from '../../components';

export function SweepPage() {
  return <PageLayout title="Sweep">{null}</PageLayout>;
}
