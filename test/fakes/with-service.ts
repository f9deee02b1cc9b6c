import type { JobDependencies } from '../../src/core/jobs/context/job-context.ts';
import type { AudioPod } from '../../src/core/ports/provider.ts';

/** Returns the same dependencies, except that one service of AudioPod does some things in another way. */
export function withService<Name extends keyof AudioPod>(
  dependencies: JobDependencies,
  name: Name,
  change: (service: AudioPod[Name]) => Partial<AudioPod[Name]>,
): JobDependencies {
  const { accounts } = dependencies;
  const service = accounts.audiopod[name];
  const audiopod = { ...accounts.audiopod, [name]: { ...service, ...change(service) } };
  return { ...dependencies, accounts: { ...accounts, audiopod } };
}
