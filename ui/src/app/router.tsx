/** The pages of all areas under one shell, each loaded when it is first opened. */
import { createRootRoute, createRoute, createRouter, Navigate, Outlet, type AnyRoute } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { IconLock, IconMapPinOff } from '@tabler/icons-react';
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import type { AreaRoute } from '../components/area';
import { useOpenPage } from '../components/PageLink';
import { EmptyState, ErrorState, Page } from '../components/pieces';
import { useMay } from '../components/shop';
import { routes as home } from '../home/routes';
import { useText } from '../i18n';
import { routes as imports } from '../imports/routes';
import { routes as products } from '../products/routes';
import { routes as sales } from '../sales/routes';
import { routes as sell } from '../sell/routes';
import { routes as settings } from '../settings/routes';
import { routes as stock } from '../stock/routes';
import { NAVIGATION } from './navigation';

const AREAS: AreaRoute[] = [...home, ...sell, ...sales, ...imports, ...products, ...stock, ...settings];

function FirstPage() {
  const may = useMay();
  const first = NAVIGATION.find((entry) => entry.permissions.some(may));
  return <Navigate to={first?.to ?? '/settings/about'} replace />;
}

function NothingHere() {
  const text = useText();
  const open = useOpenPage();
  return (
    <Page>
      <EmptyState icon={IconMapPinOff} title={text('page.missing')} action={<Button onClick={() => open('/')}>{text('page.start')}</Button>}>
        {text('page.missing_hint')}
      </EmptyState>
    </Page>
  );
}

function Allowed({ permissions, children }: { permissions: string[] | undefined; children: ReactNode }) {
  const may = useMay();
  const text = useText();
  if (!permissions || permissions.some(may)) return children;
  return (
    <Page>
      <EmptyState icon={IconLock} title={text('page.not_allowed')}>
        {text('page.not_allowed_hint')}
      </EmptyState>
    </Page>
  );
}

/** Fetches the code of all pages in a quiet moment, so that opening one does not wait for it. */
export function fetchPages(): void {
  for (const { load } of AREAS) void load().catch(() => undefined);
}

/** All pages, each inside `Frame`. */
export function createPages(Frame: ComponentType<{ children: ReactNode }>) {
  const root = createRootRoute({
    component: () => (
      <Frame>
        <Outlet />
      </Frame>
    ),
    notFoundComponent: NothingHere,
  });
  const first = createRoute({ getParentRoute: () => root, path: '/', component: FirstPage });
  const pages = AREAS.map(({ path, load, permissions }) => {
    const Content = lazy(load);
    return createRoute({
      getParentRoute: () => root,
      path,
      component: () => (
        <Allowed permissions={permissions}>
          <Suspense>
            <Content />
          </Suspense>
        </Allowed>
      ),
    });
  });
  return createRouter({
    routeTree: root.addChildren([first, ...pages] as AnyRoute[]),
    defaultErrorComponent: ({ error, reset }) => (
      <Page>
        <ErrorState error={error} onRetry={reset} />
      </Page>
    ),
    // Addresses carry plain texts: a search for 4006 stays the text 4006.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const query = new URLSearchParams(Object.entries(search as Record<string, string>)).toString();
      return query && `?${query}`;
    },
    scrollRestoration: false,
  });
}
