import type { SandboxClock } from '../clock.ts';
import type { Call } from '../http/route.ts';
import type { Job } from '../jobs/job.ts';
import type { SettingsHolder } from '../settings.ts';
import type { FileStore } from './file-shelf.ts';

/** Fresh links to a job's outputs, by output name; empty until the job is completed. */
export type LinkMaker = (call: Call, job: Job<unknown>) => Readonly<Record<string, string>>;

/** Every read of a job signs anew. The links of an `expired-links` fault ran out a minute ago. */
export function createLinkMaker(shelf: FileStore, clock: SandboxClock, settings: SettingsHolder): LinkMaker {
  return (call, job) => {
    if (job.state.status !== 'COMPLETED') return {};
    const expired = call.take('expired-links') !== undefined;
    const expiresMs = clock.now() + (expired ? -60_000 : settings.current.linkLifetimeMs);
    return Object.fromEntries(
      job.state.outputs.map(({ name, fileName }) => [
        name,
        shelf.link(call.origin, `${job.service}/${job.id}/${fileName}`, expiresMs),
      ]),
    );
  };
}
