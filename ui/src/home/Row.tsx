import type { ReactNode } from 'react';
import { PageLink } from '../components/PageLink';
import classes from './HomePage.module.css';

/** One row of a short list; a link to the rows behind it where one may see them. */
export function Row({ to, children }: { to: string | null; children: ReactNode }) {
  if (to === null) return <div className={classes.row}>{children}</div>;
  return (
    <PageLink to={to} className={classes.row ?? ''} underline="never">
      {children}
    </PageLink>
  );
}

/** How much of the largest a row is; the number itself stands beside it. */
export function Share({ part, of }: { part: number; of: number }) {
  return (
    <span className={classes.share} aria-hidden>
      <span style={{ width: `${Math.max(0, Math.min(100, (part / of) * 100))}%` }} />
    </span>
  );
}
