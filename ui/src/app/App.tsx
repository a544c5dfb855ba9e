/** Everything around the pages: theme, words, cache, and the gate that decides whether there is a shop to show. */
import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { useMemo } from 'react';
import { createCache } from '../api/cache';
import { DemoBanner } from '../components/DemoBanner';
import { ShopWarning } from '../components/ShopWarning';
import { styleNonce } from '../platform';
import classes from './App.module.css';
import { Gate } from './Gate';
import { LanguageProvider } from './language';
import { cssVariablesResolver, theme } from './theme';

// Mantine's dialogs lock scrolling through a library that takes the nonce from here.
if (styleNonce) setNonce(styleNonce);

/** The choice of theme lives as long as the page: the window keeps nothing on disk. */
function memoryColorScheme(): MantineColorSchemeManager {
  let value: ReturnType<MantineColorSchemeManager['get']> | null = null;
  return {
    get: (defaultValue) => value ?? defaultValue,
    set: (next) => {
      value = next;
    },
    subscribe: () => {},
    unsubscribe: () => {},
    clear: () => {
      value = null;
    },
  };
}

export function App() {
  const cache = useMemo(createCache, []);
  const colorScheme = useMemo(memoryColorScheme, []);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={cache}>
        <LanguageProvider>
          {/* In the middle, where no page has its primary button: at the till that is at the right. */}
          <Notifications position="bottom-center" limit={4} />
          <div className={classes.app}>
            <DemoBanner />
            <ShopWarning />
            <div className={classes.page}>
              <Gate />
            </div>
          </div>
        </LanguageProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
