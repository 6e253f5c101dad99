import { KUEUE_GROUP } from '../../../clusters/observation/readFeatures';

/** On a Job: the LocalQueue of its namespace that it is submitted to. */
export const QUEUE_LABEL = `${KUEUE_GROUP}/queue-name`;
/** On a Job: its WorkloadPriorityClass. */
export const PRIORITY_LABEL = `${KUEUE_GROUP}/priority-class`;
/** On a Workload: the uid of the Job that Kueue has made it of. */
export const JOB_UID_LABEL = `${KUEUE_GROUP}/job-uid`;
