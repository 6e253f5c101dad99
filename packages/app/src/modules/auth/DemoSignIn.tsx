import {
  discoveryApiRef,
  useApi,
  type SignInPageProps,
} from '@backstage/core-plugin-api';
import { Button, Card, CardBody, Text } from '@backstage/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { DemoIdentity } from './DemoIdentity';
import styles from './DemoSignIn.module.css';

const PERSONAS = [
  {
    name: 'researcher',
    title: 'Researcher',
    text: 'Starts experiments in the project demo and reads their results.',
  },
  {
    name: 'researcher2',
    title: 'Researcher 2',
    text: 'Works in another project, vision; cannot see demo.',
  },
  {
    name: 'viewer',
    title: 'Viewer',
    text: 'Reads everything in demo and changes nothing.',
  },
  {
    name: 'administrator',
    title: 'Administrator',
    text: 'Sees all projects, sets quotas, creates projects.',
  },
];

/** Sign-in without a password, for development. */
export const DemoSignIn = ({ onSignInSuccess }: SignInPageProps) => {
  const discovery = useApi(discoveryApiRef);
  const [error, setError] = useState<string>();
  const [pending, setPending] = useState<string | undefined>(
    DemoIdentity.remembered,
  );
  const begun = useRef(false);

  const signIn = useCallback(
    async (persona: string) => {
      setPending(persona);
      setError(undefined);
      try {
        const identity = new DemoIdentity(
          await discovery.getBaseUrl('auth'),
          persona,
        );
        await identity.signIn();
        onSignInSuccess(identity);
      } catch (thrown) {
        setPending(undefined);
        setError(thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    [discovery, onSignInSuccess],
  );

  useEffect(() => {
    const remembered = DemoIdentity.remembered();
    if (remembered && !begun.current) {
      begun.current = true;
      void signIn(remembered);
    }
  }, [signIn]);

  return (
    <main className={styles.page}>
      <div className={styles.content}>
        <h1 className={styles.title}>PAGoDA</h1>
        <Text as="p" variant="body-large" color="secondary">
          Experiments on demand. This is a demo: choose who you are.
        </Text>
        {error && (
          <p role="alert" className={styles.error}>
            Signing in failed: {error}
          </p>
        )}
        <div className={styles.personas}>
          {PERSONAS.map(({ name, title, text }) => (
            <Card key={name}>
              <CardBody className={styles.persona}>
                <div>
                  <Text as="h2" variant="title-small" weight="bold">
                    {title}
                  </Text>
                  <Text as="p" variant="body-medium" color="secondary">
                    {text}
                  </Text>
                </div>
                <Button
                  variant="primary"
                  isDisabled={pending !== undefined}
                  onPress={() => signIn(name)}
                >
                  {pending === name ? 'Signing in…' : `Sign in as ${name}`}
                </Button>
              </CardBody>
            </Card>
          ))}
        </div>
      </div>
    </main>
  );
};
