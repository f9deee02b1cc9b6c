import type { SandboxClock } from './clock.ts';
import { API, type Route } from './http/route.ts';
import { isoTime } from './jobs/job.ts';

/** Both health paths (AudioPod API notes 1.1). */
export function healthRoutes(clock: SandboxClock): readonly Route[] {
  const handle = () => ({ body: { status: 'healthy', timestamp: isoTime(clock.now()) } });
  return ['/health', `${API}/health`].map((path) => ({
    operation: 'health',
    method: 'get',
    path,
    open: true,
    handle,
  }));
}
