import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/*
 * House rules of the interface, beside the usual ones:
 * an area folder imports no other area and not the shell; only api/ talks to the server; only platform/ knows the host;
 * nothing is kept in the browser, because the window's webview would write it to disk in clear.
 */
const AREAS = ['home', 'sell', 'sales', 'products', 'stock', 'imports', 'settings', 'setup'];

const noStorage = ['localStorage', 'sessionStorage', 'indexedDB'].map((name) => ({
  name,
  message: 'Nothing is kept in the browser: the webview writes it to disk in clear. Server state lives in the query cache.',
}));
const noFetch = { name: 'fetch', message: 'Only src/api/ talks to the server; use useOperation, usePerform or useList.' };

const outside = (folders, message) => [{ group: folders.flatMap((folder) => [`**/${folder}/*`, `**/${folder}`]), message }];
const restrict = (files, folders, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: outside(folders, message) }] },
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.ts', 'src/api/tags.ts', 'src/i18n/templates.ts'] },
  ...tseslint.configs.strict,
  jsxA11y.flatConfigs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-globals': ['error', ...noStorage, noFetch],
      'max-lines': ['error', { max: 500 }],
      eqeqeq: 'error',
      'no-console': 'error',
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  ...AREAS.map((area) =>
    restrict(
      [`src/${area}/**/*.{ts,tsx}`],
      [...AREAS.filter((other) => other !== area), 'app'],
      'Areas do not import each other or the shell: they meet in app/ or share components/.',
    ),
  ),
  restrict(['src/components/**/*.{ts,tsx}'], [...AREAS, 'app'], 'Shared components know no area and no shell.'),
  restrict(['src/api/**/*.{ts,tsx}'], [...AREAS, 'app', 'components', 'i18n'], 'api/ knows only the server.'),
  restrict(['src/platform/**/*.{ts,tsx}'], [...AREAS, 'app', 'components', 'i18n', 'api'], 'platform/ knows only the host.'),
  restrict(['src/i18n/**/*.{ts,tsx}'], [...AREAS, 'app', 'components', 'api', 'platform'], 'i18n/ knows only words.'),
  // A list of sentences is as long as there are sentences.
  { files: ['src/i18n/server.*.ts'], rules: { 'max-lines': 'off' } },
  { files: ['src/api/**', 'src/platform/**'], rules: { 'no-restricted-globals': ['error', ...noStorage] } },
  { files: ['**/*.test.{ts,tsx}'], rules: { 'max-lines': 'off', '@typescript-eslint/no-non-null-assertion': 'off' } },
);
