import { clusterBoards } from './clusterBoards';
import { projectBoards } from './projectBoards';
import type { Board, BoardOptions } from './types';

/** All dashboards that PAGoDA brings along. */
export function boards(options: BoardOptions): Board[] {
  return [...projectBoards(options), ...clusterBoards(options)];
}
