// How the console looks: kelp green for what works, sand for what is quiet, one warm colour (buoy) for "needs you", and
// red (loss) for money that is being lost now. Each pair of text and ground has a contrast of 4.5 or more.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const kelp: MantineColorsTuple = [
  ...(['#eef7f3', '#d9ece4', '#b3d9ca', '#86c2ab', '#5aa88c', '#3a9075'] as const),
  ...(['#217a5f', '#17624d', '#114c3d', '#0c382d'] as const),
];
const sand: MantineColorsTuple = [
  ...(['#f8f7f4', '#f0eeea', '#e3e0d9', '#cfcbc1', '#aaa69b', '#858278'] as const),
  ...(['#66645c', '#4c4b45', '#32322e', '#1e1f1c'] as const),
];
const buoy: MantineColorsTuple = [
  ...(['#fff5e3', '#fde7c2', '#facf87', '#f5b74f', '#eda02a', '#d98510'] as const),
  ...(['#b56a08', '#8f5206', '#6d3f08', '#4b2c08'] as const),
];
const loss: MantineColorsTuple = [
  ...(['#fff0ee', '#fcdad6', '#f6b3ac', '#f08f86', '#e4665b', '#d4493d'] as const),
  ...(['#bb3429', '#9c271e', '#7a2019', '#571813'] as const),
];
const slate: MantineColorsTuple = [
  ...(['#eff4f9', '#dbe6f0', '#b6cce0', '#8fb0cf', '#6a93ba', '#4d79a3'] as const),
  ...(['#3a6289', '#2f4f70', '#253e58', '#1b2d40'] as const),
];
/** Mantine takes its dark surfaces from here: text first, deepest ground last. */
const dark: MantineColorsTuple = [
  ...(['#e2e7e3', '#b9c2bc', '#98a39c', '#6b766f', '#3f4a44', '#313b36'] as const),
  ...(['#232b27', '#171d1a', '#121715', '#0d110f'] as const),
];

const systemFont = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Open Sans', sans-serif";

export const theme = createTheme({
  colors: { kelp, sand, buoy, loss, slate, dark, gray: sand, orange: buoy, red: loss },
  primaryColor: 'kelp',
  primaryShade: { light: 7, dark: 6 },
  black: '#1c211e',
  fontFamily: systemFont,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono', Menlo, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.5', xl: '1.35' },
  spacing: { xs: '0.375rem', sm: '0.625rem', md: '0.875rem', lg: '1.25rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '1rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Modal: {
      defaultProps: { centered: true, transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' } },
    },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
  },
});

/** Our own words for colours, the same in every style sheet: `--ground`, `--paper`, `--line`, and a pair for each mood. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--ground': '#f6f5f1',
    '--paper': '#ffffff',
    '--raised': '#fbfaf8',
    '--hover': '#f1efe9',
    '--line': '#e3e0d8',
    '--line-strong': '#c9c5ba',
    '--text': '#1c211e',
    '--quiet': '#5c625e',
    '--link': '#17624d',
    '--good': '#17624d',
    '--good-ground': '#e3f1eb',
    '--busy': '#2f4f70',
    '--busy-ground': '#e6eef6',
    '--calm': '#55585a',
    '--calm-ground': '#eceae5',
    '--needs': '#854b04',
    '--needs-ground': '#fff1d8',
    '--needs-line': '#eda02a',
    '--losing': '#9c271e',
    '--losing-ground': '#fde6e3',
    '--losing-line': '#d4493d',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#5c625e',
    '--mantine-color-default-border': '#d5d1c7',
    '--mantine-color-placeholder': '#6b706c',
  },
  dark: {
    '--ground': '#101513',
    '--paper': '#171d1a',
    '--raised': '#1c2320',
    '--hover': '#212925',
    '--line': '#29322d',
    '--line-strong': '#3f4a44',
    '--text': '#e2e7e3',
    '--quiet': '#9ba69f',
    '--link': '#86c2ab',
    '--good': '#86c2ab',
    '--good-ground': '#14302a',
    '--busy': '#a3c0dc',
    '--busy-ground': '#1b2b3b',
    '--calm': '#a9b2ac',
    '--calm-ground': '#262e2a',
    '--needs': '#f7c266',
    '--needs-ground': '#372808',
    '--needs-line': '#b56a08',
    '--losing': '#f6a29a',
    '--losing-ground': '#43191a',
    '--losing-line': '#d4493d',
    '--mantine-color-body': '#171d1a',
    '--mantine-color-dimmed': '#9ba69f',
    '--mantine-color-default-border': '#3a443e',
    '--mantine-color-placeholder': '#8b968f',
  },
});
