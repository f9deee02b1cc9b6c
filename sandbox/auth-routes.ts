import type { SandboxClock } from './clock.ts';
import { API, type Route } from './http/route.ts';
import { isoTime, USER_ID } from './jobs/job.ts';

/** Who a key belongs to. One official client asks; the answer’s shape isn’t documented, so this one is invented. */
export function authRoutes(clock: SandboxClock): readonly Route[] {
  const createdAt = isoTime(clock.now());
  return [
    {
      operation: 'auth.me',
      method: 'get',
      path: `${API}/auth/me`,
      handle: () => ({
        body: {
          id: USER_ID,
          email: 'sandbox@audiopod.example',
          full_name: 'Sandbox',
          is_active: true,
          created_at: createdAt,
        },
      }),
    },
  ];
}
