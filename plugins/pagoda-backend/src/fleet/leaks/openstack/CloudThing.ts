import type { Mark } from './readMark';

/** Kinds of things that PAGoDA makes in clouds, or has made there. */
export type ThingKind =
  | 'MagnumCluster'
  | 'LoadBalancer'
  | 'Server'
  | 'Snapshot'
  | 'Volume'
  | 'FloatingIP'
  | 'Port'
  | 'SecurityGroup';

/** Something in a cloud that carries a mark of PAGoDA's. */
export interface CloudThing {
  kind: ThingKind;
  /** By which the cloud knows it. */
  id: string;
  name: string;
  mark: Mark;
  /** Its size and state. */
  detail: string;
  createdAt?: string;
  /** It is being deleted. */
  isDeleting: boolean;
}
