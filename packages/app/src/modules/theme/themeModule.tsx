import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  createUnifiedTheme,
  palettes,
  UnifiedThemeProvider,
} from '@backstage/theme';
import { RiMoonLine, RiSunLine } from '@remixicon/react';

const navigation = {
  background: '#1c2733',
  indicator: '#f2b544',
  color: '#c4ccd4',
  selectedColor: '#ffffff',
  navItem: { hoverBackground: '#2b3a4a' },
  submenu: { background: '#2b3a4a' },
};

const light = createUnifiedTheme({
  palette: {
    ...palettes.light,
    primary: { main: '#1f5493' },
    navigation,
  },
});

const dark = createUnifiedTheme({
  palette: {
    ...palettes.dark,
    primary: { main: '#9cc9ff' },
    navigation,
  },
});

/** Backstage's look with PAGoDA's colours. */
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <RiSunLine />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={light}>
              {children}
            </UnifiedThemeProvider>
          ),
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <RiMoonLine />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={dark}>{children}</UnifiedThemeProvider>
          ),
        },
      },
    }),
  ],
});
