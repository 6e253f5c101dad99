import { createApp } from '@backstage/frontend-defaults';
import { authModule } from './modules/auth';
import { navModule } from './modules/nav';
import { themeModule } from './modules/theme';

/** The web app: the shell here, the pages from the plugins that `app.packages: all` finds. */
export default createApp({
  features: [authModule, navModule, themeModule],
});
