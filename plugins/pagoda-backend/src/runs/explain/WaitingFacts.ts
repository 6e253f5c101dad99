/** What an explanation of waiting tells beyond what is short. */
export interface WaitingFacts {
  project: string;
  cluster: string;
  /** Place among those who wait for the same, 1 for the next; missing where it was not counted. */
  position?: number;
  /** Who uses what is short, a sentence each. */
  inUseBy: string[];
}
