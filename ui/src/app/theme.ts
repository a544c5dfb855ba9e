import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent. Shade 7 carries white text on light pages (6.6:1), shade 6 on dark ones (5.2:1), shade 3 is a link on dark. */
const plum: MantineColorsTuple = ['#fbf1f8', '#f4deec', '#e6b9d4', '#d996c0', '#cb6aa6', '#c05598', '#b04488', '#8f2f6b', '#762858', '#571c41'];

/** Greys with a trace of the accent, so that nothing on the page looks blue beside it. */
const gray: MantineColorsTuple = ['#faf9fa', '#f4f3f5', '#eae8ec', '#dedbe1', '#cbc7cf', '#a9a4af', '#857f8c', '#635e69', '#454149', '#2a272d'];
const dark: MantineColorsTuple = ['#e9e7eb', '#c6c2ca', '#a7a2ad', '#857f8c', '#5d5864', '#423e47', '#323037', '#232127', '#1b191e', '#141216'];

/** Red carries white text wherever it fills a button. */
const red: MantineColorsTuple = ['#fff0f0', '#fcdcdd', '#f5b5b7', '#ef8c8f', '#e9696d', '#e05257', '#cc2f36', '#c2262e', '#a51c24', '#86141b'];

export const theme = createTheme({
  primaryColor: 'plum',
  primaryShade: { light: 7, dark: 6 },
  colors: { plum, gray, dark, red },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, monospace',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '22px', lineHeight: '1.3' },
      h2: { fontSize: '17px', lineHeight: '1.35' },
      h3: { fontSize: '15px', lineHeight: '1.4' },
    },
  },
  shadows: {
    xs: 'none',
    sm: '0 4px 16px rgb(20 10 18 / 10%)',
    md: '0 8px 24px rgb(20 10 18 / 12%)',
    lg: '0 12px 32px rgb(20 10 18 / 16%)',
    xl: '0 16px 48px rgb(20 10 18 / 20%)',
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    // A dialog's heading row is no second banner of the page, and what floats over the page lies in a region of its own.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Portal: { defaultProps: { target: '#layers' } },
    Modal: { styles: { title: { fontSize: 16, fontWeight: 600 } }, defaultProps: { transitionProps: { duration: 120, transition: 'fade' }, overlayProps: { backgroundOpacity: 0.45 } } },
    // The focus begins at the first entry: what Mantine puts before it for that is nothing a menu may hold.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, transitionProps: { duration: 90 }, shadow: 'sm' } },
    Popover: { defaultProps: { transitionProps: { duration: 90 }, shadow: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 350, transitionProps: { duration: 90 }, withArrow: false } },
    Select: { defaultProps: { checkIconPosition: 'right', comboboxProps: { transitionProps: { duration: 90 }, shadow: 'sm' } } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Paper: { defaultProps: { withBorder: true } },
    Card: { defaultProps: { withBorder: true } },
  },
});

/** The surfaces of the product's own parts, and the few Mantine colours that miss AA as they come. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--tone-good': '#1f7a3d',
    '--tone-warning': '#9a6200',
    '--tone-danger': '#c2262e',
    '--tone-info': '#2a62b8',
    '--page': '#faf9fa',
    '--surface': '#ffffff',
    '--surface-quiet': '#faf9fa',
    '--surface-hover': '#f6f3f6',
    '--line': '#e3e0e6',
    '--line-quiet': '#eeecf0',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#211e24',
    '--mantine-color-dimmed': '#635e69',
    '--mantine-color-placeholder': '#6f6a76',
    '--mantine-color-error': '#c2262e',
    '--mantine-color-anchor': '#8f2f6b',
    '--mantine-color-default-border': '#d5d1d9',
  },
  dark: {
    '--tone-good': '#6fcf8f',
    '--tone-warning': '#e5b567',
    '--tone-danger': '#ff8a8a',
    '--tone-info': '#8ab4f8',
    '--page': '#1b191e',
    '--surface': '#232127',
    '--surface-quiet': '#1f1d22',
    '--surface-hover': '#2b2830',
    '--line': '#38353d',
    '--line-quiet': '#2e2b32',
    '--mantine-color-body': '#232127',
    '--mantine-color-text': '#e3e1e5',
    '--mantine-color-dimmed': '#a9a4af',
    '--mantine-color-placeholder': '#aea9b4',
    '--mantine-color-error': '#ff8a8a',
    '--mantine-color-anchor': '#dfa3c8',
    '--mantine-color-default-border': '#4a4650',
  },
});
