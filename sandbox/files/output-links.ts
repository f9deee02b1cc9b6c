import type { SandboxClock } from '../clock.ts';
import type { Call } from '../http/route.ts';
import type { Job } from '../jobs/job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { FileStore } from './file-store.ts';

/** Returns fresh links to a job's outputs, by output name; empty until the job is completed. */
export type LinkMaker = (call: Call, job: Job<unknown>) => Readonly<Record<string, string>>;

/** Signs new links on every read of a job. An `expired-links` fault makes links that expired a minute ago. */
export function createLinkMaker(
  fileStore: FileStore,
  clock: SandboxClock,
  settings: SettingsHolder,
): LinkMaker {
  return (call, job) => {
    if (job.state.status !== 'COMPLETED') return {};
    const expired = call.take('expired-links') !== undefined;
    const expiresMs = clock.now() + (expired ? -60_000 : settings.current.linkLifetimeMs);
    return Object.fromEntries(
      job.state.outputs.map(({ name, fileName }) => [
        name,
        fileStore.link(call.origin, `${job.service}/${job.id}/${fileName}`, expiresMs),
      ]),
    );
  };
}
