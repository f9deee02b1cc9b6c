import { z } from 'zod';
import type { CallerPermissions } from '../../../commands/dispatch/command-dispatcher.ts';
import type { Clock } from '../../../core/async/clock.ts';
import { BotError } from '../../../core/model/errors.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';
import { say } from '../text/words.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';

/** What the bot needs to know about a person. */
export interface Member {
  readonly locale: Locale;
  /** The name colleagues see. */
  readonly name: string;
  /** Whether they are a full member of this workspace: no guest, no bot, not external (Slack Connect). */
  readonly isOwn: boolean;
}

/** The people of the workspace, cached for a few minutes. */
export interface Members {
  /**
   * Returns a member.
   * @throws {SlackApiError} | {SlackTimeout} if Slack is unavailable and nothing recent is cached.
   */
  find(userId: string, signal: AbortSignal): Promise<Member>;
  /**
   * Returns a person's permissions, read from Slack each time: a state from five minutes ago must not allow
   * changes to spending rules.
   *
   * @throws {BotError} `standing-unknown` if Slack is unavailable, `guests-refused` for people outside this
   * workspace.
   */
  findPermissions(userId: string, signal: AbortSignal): Promise<CallerPermissions>;
  /** Returns a person's last known language; English while unknown. Sends no request. */
  localeOf(userId: string): Locale;
  /** Returns a person's last known name. Sends no request. */
  nameOf(userId: string): string | undefined;
}

/** A person as Slack describes them now. */
interface Seen {
  readonly member: Member;
  readonly isAdmin: boolean;
}

const FRESH_MS = 5 * 60_000;
/** A stale entry is still better than refusing everybody while Slack is busy. */
const USABLE_MS = 24 * 60 * 60_000;
const MOST_REMEMBERED = 5_000;
const DEADLINE_MS = 5_000;

const shape = z.object({
  user: z.object({
    team_id: z.string().optional(),
    enterprise_user: z.object({ teams: z.array(z.string()).optional() }).optional(),
    locale: z.string().optional(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_admin: z.boolean().default(false),
    is_owner: z.boolean().default(false),
    is_primary_owner: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    real_name: z.string().optional(),
    name: z.string().default(''),
    profile: z.object({ display_name: z.string().optional() }).optional(),
  }),
});

/** @param teamId the workspace whose people are full members. */
export function createMembers(parts: {
  readonly web: SlackWeb;
  readonly teamId: () => string;
  readonly clock: Clock;
}): Members {
  const { web, clock } = parts;
  const remembered = new Map<string, { readonly member: Member; readonly atMs: number }>();

  const ask = async (userId: string, signal: AbortSignal): Promise<Seen> => {
    const { user } = await web.call(
      'users.info',
      (client) => client.users.info({ user: userId, include_locale: true }),
      shape,
      AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]),
      { isPatient: false },
    );
    const isGuest = user.is_restricted || user.is_ultra_restricted || user.is_stranger;
    // In an organization of several workspaces, a person's first one may differ from this one.
    const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
    const isOfTeam = teams.includes(parts.teamId());
    const member: Member = {
      locale: localeOf(user.locale),
      name: user.profile?.display_name || user.real_name || user.name,
      isOwn: isOfTeam && !user.deleted && !user.is_bot && !isGuest,
    };
    // The oldest is removed first: a Map keeps insertion order.
    remembered.delete(userId);
    remembered.set(userId, { member, atMs: clock.now() });
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return { member, isAdmin: user.is_admin || user.is_owner || user.is_primary_owner };
  };

  return {
    async findPermissions(userId, signal) {
      const { member, isAdmin } = await ask(userId, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!(error instanceof SlackApiError || error instanceof SlackTimeout)) throw error;
        throw new BotError('standing-unknown', `Slack did not return the caller: ${error.message}`);
      });
      if (!member.isOwn) throw new BotError('guests-refused', 'Not a full member of the workspace');
      return { isAdmin, admins: say(member.locale, 'slack.admins') };
    },
    localeOf: (userId) => remembered.get(userId)?.member.locale ?? 'en',
    nameOf: (userId) => remembered.get(userId)?.member.name || undefined,
    async find(userId, signal) {
      const known = remembered.get(userId);
      const ageMs = known === undefined ? Number.POSITIVE_INFINITY : clock.now() - known.atMs;
      if (known !== undefined && ageMs < FRESH_MS) return known.member;
      try {
        return (await ask(userId, signal)).member;
      } catch (error) {
        signal.throwIfAborted();
        if (known !== undefined && ageMs < USABLE_MS) return known.member;
        throw error;
      }
    },
  };
}
