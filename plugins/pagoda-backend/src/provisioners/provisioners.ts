import type { CreateProvisioner } from './extensionPoint';

/** What makes clusters here; each in a folder of its own. */
export const PROVISIONERS: CreateProvisioner[] = [];
