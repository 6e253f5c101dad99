/** One resource of a project's quota, as Nova, Cinder and Neutron tell it. */
export interface QuotaUsage {
  /** -1 for none. */
  limit: number;
  /** Nova and Cinder say `in_use`, Neutron `used`. */
  used: number;
  /** Promised to what is being created. */
  reserved: number;
}

/** Quotas by resource, named as the service does, such as `cores` or `gigabytes_fast`. */
export type QuotaUsages = Record<string, QuotaUsage>;

/** Reads `quota_set` or `quota` of an answer; what is no quota, such as the id, is left out. */
export function readQuotas(body: Record<string, unknown>): QuotaUsages {
  const quotas: QuotaUsages = {};
  for (const [resource, value] of Object.entries(body)) {
    if (typeof value === 'object' && value !== null && 'limit' in value) {
      const { limit, in_use, used, reserved } = value as {
        limit: number;
        in_use?: number;
        used?: number;
        reserved?: number;
      };
      quotas[resource] = {
        limit,
        used: in_use ?? used ?? 0,
        reserved: reserved ?? 0,
      };
    }
  }
  return quotas;
}
