/** Flags of what a run asks for. */
export interface ResourceOptions {
  cpu?: string;
  memory?: string;
  gpu?: number;
  timeout?: number;
}

/** The same as the API takes it; nothing where no flag was given. */
export function toResources({ cpu, memory, gpu, timeout }: ResourceOptions) {
  const resources = {
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(gpu !== undefined && { gpu }),
  };
  return {
    ...(Object.keys(resources).length > 0 && { resources }),
    ...(timeout !== undefined && { timeoutSeconds: timeout }),
  };
}
