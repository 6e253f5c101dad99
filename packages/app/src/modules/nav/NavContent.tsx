import {
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
} from '@backstage/core-components';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import { AdministratorsOnly } from '@pagoda/plugin-pagoda';
import { RiMenuLine } from '@remixicon/react';
import { Logo } from './Logo';

/** Pages in the order of a researcher's day; what other plugins bring comes after. */
const OURS = [
  'page:pagoda/home',
  'page:pagoda/runs',
  'page:pagoda/experiments',
  'page:pagoda/volumes',
  'page:pagoda/clusters',
];

/** The sidebar's content. */
export const NavContent = ({ navItems }: NavContentComponentProps) => {
  const nav = navItems.withComponent(item => (
    <SidebarItem icon={() => item.icon} to={item.href} text={item.title} />
  ));
  // The graph belongs to an entity's page; without one it is empty.
  nav.take('page:catalog-graph');
  const fleet = nav.take('page:pagoda/fleet');
  return (
    <Sidebar>
      <Logo />
      <SidebarGroup label="Menu" icon={<RiMenuLine />}>
        {OURS.map(id => nav.take(id))}
        {fleet && <AdministratorsOnly>{fleet}</AdministratorsOnly>}
        <SidebarDivider />
        {nav.take('page:scaffolder')}
        {nav.take('page:catalog')}
        <SidebarScrollWrapper>
          {nav.rest({ sortBy: 'title' })}
        </SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <SidebarGroup
        label="Settings"
        icon={<UserSettingsSignInAvatar />}
        to="/settings"
      >
        {nav.take('page:pagoda/tokens')}
        {nav.take('page:user-settings')}
      </SidebarGroup>
    </Sidebar>
  );
};
