import type { RunObservation } from './types';

/** The columns of `runs` that an observation changes. */
export function toRunColumns(
  observation: RunObservation,
): Record<string, unknown> {
  const { explanation } = observation;
  const columns: Record<string, unknown> = {
    phase: observation.phase,
    attempt: observation.attempt,
    started_at: toTime(observation.startedAt),
    finished_at: toTime(observation.finishedAt),
    exit_code: observation.exitCode,
    explanation_json: toJson(explanation),
    code: explanation && explanation.code,
    metrics_json: toJson(observation.metrics),
    usage_json: toJson(observation.usage),
    conditions_json: toJson(observation.conditions),
    placement_json: toJson(observation.placement),
    next_attempt_at: toTime(observation.nextAttemptAt),
  };
  return Object.fromEntries(
    Object.entries(columns).filter(([, value]) => value !== undefined),
  );
}

function toTime(value: Date | null | undefined): number | null | undefined {
  return value && value.getTime();
}

function toJson(value: unknown): unknown {
  return value && JSON.stringify(value);
}
