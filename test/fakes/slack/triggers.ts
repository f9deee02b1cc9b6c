import type { Clock } from '../../../src/core/async/clock.ts';

/** A trigger id opens one view, within this time (Slack, "Modals: opening a modal"). */
const TRIGGER_LIFE_MS = 3_000;

/** Trigger ids handed to the app. */
export interface Triggers {
  /** A new one, for what this user just did. */
  issue(userId: string): string;
  /** Uses one up; answers with its user, or with the error Slack gives. */
  exchange(triggerId: string): { readonly userId: string } | { readonly error: string };
}

/** Starts with none. */
export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { readonly userId: string; readonly life: AbortSignal; used: boolean }>();
  return {
    issue(userId) {
      const id = `${issued.size + 1}.${Math.round(clock.now())}.${crypto.randomUUID().replaceAll('-', '')}`;
      issued.set(id, { userId, life: clock.timeout(TRIGGER_LIFE_MS), used: false });
      return id;
    },
    exchange(triggerId) {
      const trigger = issued.get(triggerId);
      if (trigger === undefined) return { error: 'invalid_trigger_id' };
      if (trigger.used) return { error: 'exchanged_trigger_id' };
      if (trigger.life.aborted) return { error: 'expired_trigger_id' };
      trigger.used = true;
      return { userId: trigger.userId };
    },
  };
}
