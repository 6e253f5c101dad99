import type { CreateProvisioner } from './extensionPoint';
import { createMagnumProvisioner } from './magnum/createMagnumProvisioner';
import { createRancherProvisioner } from './rancher/createRancherProvisioner';

/** What makes clusters here; each in a folder of its own. */
export const PROVISIONERS: CreateProvisioner[] = [
  createRancherProvisioner,
  createMagnumProvisioner,
];
