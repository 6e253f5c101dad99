import type { CreateProvisioner } from '../extensionPoint';
import { MagnumProvisioner } from './MagnumProvisioner';

/** Clusters by Magnum. */
export const createMagnumProvisioner: CreateProvisioner = context =>
  new MagnumProvisioner(context);
