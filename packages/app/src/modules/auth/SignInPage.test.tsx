import { fireEvent, screen, waitFor } from '@testing-library/react';
import { configApiRef } from '@backstage/core-plugin-api';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/frontend-test-utils';
import { oidcAuthApiRef } from './oidcAuthApi';
import { SignInPage } from './SignInPage';

describe('SignInPage', () => {
  it("sends one to the institution's identity provider where the demo is off", async () => {
    const onSignInSuccess = jest.fn();
    const oidc = {
      getIdToken: jest.fn(),
      getProfile: async () => ({ displayName: 'Ada' }),
      getBackstageIdentity: jest.fn(async (options?: { optional?: boolean }) =>
        // Nobody is signed in when the page opens.
        options?.optional
          ? undefined
          : {
              token: 'header.payload.signature',
              identity: {
                type: 'user' as const,
                userEntityRef: 'user:default/ada',
                ownershipEntityRefs: ['user:default/ada'],
              },
            },
      ),
      signIn: jest.fn(),
      signOut: jest.fn(),
      sessionState$: jest.fn(),
    };
    const config = mockApis.config({
      data: {
        app: { title: 'PAGoDA' },
        auth: {
          environment: 'production',
          providers: {
            demo: { enabled: false },
            oidc: { title: 'the University of Examples' },
          },
        },
      },
    });
    await renderInTestApp(
      <TestApiProvider
        apis={[
          [configApiRef, config],
          [oidcAuthApiRef, oidc],
        ]}
      >
        <SignInPage onSignInSuccess={onSignInSuccess} />
      </TestApiProvider>,
    );

    expect(
      await screen.findByText(/your account of the University of Examples/),
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: /Sign in as/ })).toBeNull();

    fireEvent.click(screen.getByRole('button', { name: /Sign in/i }));
    await waitFor(() => expect(onSignInSuccess).toHaveBeenCalledTimes(1));
  });
});
