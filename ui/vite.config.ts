import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { licences } from './scripts/licences.mjs';

/**
 * The build is served by two doors, the window and the loopback server, both under a strict content security policy: no inline
 * script, no inlined assets, one origin. Development forwards `/api` to a running `counterfoil serve`.
 */
export default defineConfig({
  base: '/',
  plugins: [react(), licences()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { port: 5173, strictPort: true, proxy: { '/api': 'http://127.0.0.1:4780' } },
  test: {
    pool: 'threads',
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test-setup.ts'],
    css: false,
  },
});
