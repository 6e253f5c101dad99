import type { ReactNode } from 'react';

/** A part that scrolls by itself, and so has a name and can be reached by keyboard. */
export function ScrollArea(props: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      className={props.className}
      role="region"
      aria-label={props.label}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {props.children}
    </div>
  );
}
