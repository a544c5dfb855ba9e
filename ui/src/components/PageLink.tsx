import { Anchor, type AnchorProps } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { openSecondWindow } from '../platform';

interface PageLinkProps extends AnchorProps {
  /** Address inside the product, such as `/products/0192…`. */
  to: string;
  children: ReactNode;
  title?: string;
  tabIndex?: number;
}

/** A link to another page of the product: opens here, and with Ctrl in a second window like any link. */
export function PageLink({ to, children, ...rest }: PageLinkProps) {
  const open = useOpenPage();
  return (
    <Anchor href={to} {...rest} onClick={(event: MouseEvent) => open(to, event)}>
      {children}
    </Anchor>
  );
}

/** Opens an address of the product; a click with Ctrl, Shift, Cmd or the middle button opens it in a second window. */
export function useOpenPage(): (to: string, event?: MouseEvent) => void {
  const router = useRouter();
  return (to, event) => {
    if (event && (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0)) {
      if (openSecondWindow) {
        event.preventDefault();
        openSecondWindow(to);
      }
      return;
    }
    event?.preventDefault();
    router.history.push(to);
  };
}
