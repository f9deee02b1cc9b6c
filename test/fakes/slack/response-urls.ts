import { z } from 'zod';
import type { Clock } from '../../../src/core/async/clock.ts';
import { faultsBy, markup, messageBlocksRule } from './blocks.ts';
import type { Journal } from './journal.ts';
import { Refusal } from './realm.ts';
import type { FakeChannel, FakeMessage, Workspace } from './workspace.ts';

/** A response URL accepts this many messages, for this long (Slack, "Handling user interaction"). */
const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;
/** A trigger id opens one view, within this time (Slack, "Modals: opening a modal"). */
const TRIGGER_LIFE_MS = 3_000;

/** The app's message to a response URL, which accepts no files. */
const newRule = z.strictObject({
  text: markup(40_000),
  blocks: messageBlocksRule.optional(),
  response_type: z.literal('ephemeral'),
  replace_original: z.literal(false),
  thread_ts: z.string().optional(),
});

/** Instead of a new message: the one whose button was pressed goes. */
const removalRule = z.strictObject({ delete_original: z.literal(true) });

/** The origin of a response URL. */
interface ResponseContext {
  readonly userId: string;
  readonly channel: FakeChannel;
  readonly threadTs?: string;
  /** The message whose button was pressed. */
  readonly message?: FakeMessage;
}

/** Response URLs sent to the app. */
export type ResponseUrls = ReturnType<typeof createResponseUrls>;

/** Starts with none. */
export function createResponseUrls(
  { clock, journal, workspace }: { clock: Clock; journal: Journal; workspace: Workspace },
  origin: () => string,
) {
  const issued = new Map<
    string,
    { readonly context: ResponseContext; readonly atMs: number; uses: number }
  >();
  function remove({ message }: ResponseContext) {
    if (message === undefined || message.deleted) {
      journal.violation('response_url: there is no original message to remove.');
      return { status: 404, text: 'no_original' };
    }
    message.deleted = true;
    return { status: 200, text: 'ok' };
  }

  return {
    issue(context: ResponseContext): string {
      const id = crypto.randomUUID();
      issued.set(id, { context, atMs: clock.now(), uses: 0 });
      return `${origin()}/respond/${id}`;
    },
    knows: (id: string): boolean => issued.has(id),
    /** Handles a message sent to a response URL. */
    take(id: string, sent: unknown): { readonly status: number; readonly text: string } {
      const url = issued.get(id);
      if (url === undefined) return { status: 404, text: 'invalid_url' };
      if (clock.now() - url.atMs > LIFE_MS) return { status: 404, text: 'expired_url' };
      if (url.uses >= MAX_USES) return { status: 404, text: 'used_url' };
      url.uses += 1;
      if (removalRule.safeParse(sent).success) return remove(url.context);
      for (const fault of faultsBy(newRule, sent)) journal.violation(`response_url: ${fault}.`);
      const { data } = newRule.safeParse(sent);
      if (data === undefined) return { status: 400, text: 'invalid_payload' };
      const { userId: ephemeralTo, channel, threadTs = data.thread_ts } = url.context;
      workspace.post({
        ...{ channel, from: 'app', via: 'response_url', ephemeralTo },
        ...{ text: data.text, blocks: data.blocks ?? [], files: [], forwardedFiles: [] },
        ...(threadTs !== undefined && { threadTs }),
      });
      return { status: 200, text: 'ok' };
    },
  };
}

/** Trigger ids sent to the app. */
export type Triggers = ReturnType<typeof createTriggers>;

/** Starts with none. */
export function createTriggers(clock: Clock) {
  const issued = new Map<string, { readonly userId: string; readonly life: AbortSignal; used: boolean }>();
  return {
    /** Returns a new one for what this user just did. */
    issue(userId: string): string {
      const id = `${issued.size + 1}.${Math.round(clock.now())}.${crypto.randomUUID().replaceAll('-', '')}`;
      issued.set(id, { userId, life: clock.timeout(TRIGGER_LIFE_MS), used: false });
      return id;
    },
    /** Uses one up, and returns its user. @throws {Refusal} when it is unknown, used or too old. */
    exchange(triggerId: string): string {
      const trigger = issued.get(triggerId);
      if (trigger === undefined) throw new Refusal('invalid_trigger_id');
      if (trigger.used) throw new Refusal('exchanged_trigger_id');
      if (trigger.life.aborted) throw new Refusal('expired_trigger_id');
      trigger.used = true;
      return trigger.userId;
    },
  };
}
