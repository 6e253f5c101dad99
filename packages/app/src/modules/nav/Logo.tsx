import { Link, useSidebarOpenState } from '@backstage/core-components';
import styles from './Logo.module.css';

/** The pagoda, with the name beside it while the sidebar is open. */
export const Logo = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={styles.link} aria-label="Home">
      <svg
        className={styles.mark}
        viewBox="0 0 32 32"
        aria-hidden="true"
        focusable="false"
      >
        <path d="M16 1 15 5h2zM9 10q5-1 7-5 2 4 7 5zM12 11h8v3h-8zM6 18q6-1 7-4h6q1 3 7 4zM10 19h12v4H10zM2 28q7-1 8-5h12q1 4 8 5zM8 29h6v3H8zM18 29h6v3h-6z" />
      </svg>
      {isOpen && <span className={styles.name}>PAGoDA</span>}
    </Link>
  );
};
