import type { Origin } from '../../../src/core/model/job/origin.ts';
import type { Locale } from '../../../src/core/model/locale.ts';

/** The fixed time of everything shown, so that two galleries differ only by what changed. */
export const NOW_MS = Date.UTC(2026, 10, 30, 9, 30);

/** The platforms of the gallery. */
export type PlatformName = 'web' | 'discord' | 'slack';

const MEMBERS = {
  web: 'web:00aa11bb22cc33dd',
  discord: 'discord:100100100100100100',
  slack: 'slack:T1:U1',
} as const;
const TENANTS = { web: 'web:playground', discord: 'discord:104210421042104210', slack: 'slack:T1' } as const;

/** The id of the sample job. */
export const JOB_ID = 'k7m2qd9xbfhu';

/** Other members and roles, as each platform names them. */
export const OTHERS = {
  web: 'web:44ee55ff66aa77bb',
  discord: 'discord:200200200200200200',
  slack: 'slack:T1:U2',
} as const;

/** The origin of a request on a platform. */
export function originIn(platform: PlatformName, locale: Locale): Origin {
  return {
    platform,
    tenant: TENANTS[platform],
    channel: 'C1',
    member: MEMBERS[platform],
    locale,
    visibility: 'public',
    reply: JSON.stringify({ id: 'sample', userId: 'U1', isInThread: false }),
  };
}
