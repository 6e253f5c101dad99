import type { CreateProvisioner } from './extensionPoint';
import { createRancherProvisioner } from './rancher/createRancherProvisioner';

/** What makes clusters here; each in a folder of its own. */
export const PROVISIONERS: CreateProvisioner[] = [createRancherProvisioner];
