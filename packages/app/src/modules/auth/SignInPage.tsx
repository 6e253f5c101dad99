import { SignInPage as ProviderSignInPage } from '@backstage/core-components';
import {
  configApiRef,
  useApi,
  type SignInPageProps,
} from '@backstage/core-plugin-api';
import { DemoSignIn } from './DemoSignIn';
import { oidcAuthApiRef } from './oidcAuthApi';

/** Personas where `auth.providers.demo.enabled` is set, else the institution's identity provider. */
export const SignInPage = (props: SignInPageProps) => {
  const config = useApi(configApiRef);
  if (config.getOptionalBoolean('auth.providers.demo.enabled')) {
    return <DemoSignIn {...props} />;
  }
  const title =
    config.getOptionalString('auth.providers.oidc.title') ?? 'your institution';
  return (
    <ProviderSignInPage
      {...props}
      title="PAGoDA"
      align="center"
      provider={{
        id: 'oidc',
        title,
        message: `Sign in with your account of ${title}.`,
        apiRef: oidcAuthApiRef,
      }}
    />
  );
};
