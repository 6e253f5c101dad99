import { useEffect, type ReactNode } from 'react';
import { Container, Flex, Link, Text } from '@backstage/ui';
import styles from './PageLayout.module.css';

/** The frame of each page: where it is, its title, its one primary action, its content. */
export function PageLayout(props: {
  title: string;
  /** Beside the title, such as a phase. */
  badge?: ReactNode;
  /** Below the title: facts in one line. */
  subtitle?: ReactNode;
  /** The pages above this one. */
  parents?: { label: string; href: string }[];
  /** Top right; the primary one last. */
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { title, parents = [] } = props;
  useEffect(() => {
    const previous = document.title;
    document.title = `${title} · PAGoDA`;
    return () => {
      document.title = previous;
    };
  }, [title]);

  return (
    <main className={styles.page}>
      <Container my="4">
        <header className={styles.header}>
          <div className={styles.heading}>
            {parents.length > 0 && (
              <nav aria-label="Breadcrumb">
                <ol className={styles.parents}>
                  {parents.map(parent => (
                    <li key={parent.href}>
                      <Link href={parent.href} variant="body-small">
                        {parent.label}
                      </Link>
                    </li>
                  ))}
                </ol>
              </nav>
            )}
            <Flex align="center" gap="3" className={styles.titleRow}>
              <Text as="h1" variant="title-medium" className={styles.title}>
                {title}
              </Text>
              {props.badge}
            </Flex>
            {props.subtitle && (
              <div className={styles.subtitle}>{props.subtitle}</div>
            )}
          </div>
          {props.actions && (
            <div className={styles.actions}>{props.actions}</div>
          )}
        </header>
        {props.children}
      </Container>
    </main>
  );
}
