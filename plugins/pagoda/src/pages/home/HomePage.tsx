import { PageLayout } from '../../components';

export function HomePage() {
  return <PageLayout title="Home">{null}</PageLayout>;
}
