import { z } from 'zod';
import type { Clock } from '../../../src/core/async/clock.ts';
import { faultsBy, messageBlocksRule } from './block-rules.ts';
import { markup } from './block-text.ts';
import type { Journal } from './journal.ts';
import { type FakeChannel, type FakeMessage, type Workspace, withBlockIds } from './workspace.ts';

/** A response URL takes this many messages, for this long (Slack, "Handling user interaction"). */
const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;

/** What may be sent to a response URL. Files may not. */
const responseRule = z.strictObject({
  text: markup(40_000).optional(),
  blocks: messageBlocksRule.optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  mrkdwn: z.boolean().optional(),
});

/** As above, read without judging, so that what is wrong is still shown. */
const looseResponse = z.looseObject({
  text: z.string().default(''),
  blocks: z.array(z.looseObject({ type: z.string() })).default([]),
  response_type: z.string().optional(),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

/** From what a response URL came. */
export interface ResponseContext {
  readonly userId: string;
  readonly channel: FakeChannel;
  /** The message a pressed button is on. */
  readonly original?: FakeMessage;
  readonly threadTs?: string;
}

/** Response URLs handed to the app. */
export interface ResponseUrls {
  issue(context: ResponseContext): string;
  /** Takes what was sent to one. */
  take(id: string, sent: unknown): { readonly status: number; readonly text: string };
  /** Shows what the app wrote, in the place of `context`; also for words in an acknowledgement. */
  show(context: ResponseContext, sent: unknown, via: 'response_url' | 'ack'): void;
}

/** Starts with none. */
export function createResponseUrls(parts: {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly workspace: Workspace;
  readonly origin: () => string;
}): ResponseUrls {
  const { clock, journal, workspace } = parts;
  const issued = new Map<
    string,
    { readonly context: ResponseContext; readonly atMs: number; uses: number }
  >();

  function show(context: ResponseContext, sent: unknown, via: 'response_url' | 'ack'): void {
    for (const fault of faultsBy(responseRule, sent)) journal.violation(`${via}: ${fault}.`);
    const read = looseResponse.safeParse(sent);
    if (!read.success) return;
    const { text, blocks, ...response } = read.data;
    const { original } = context;
    if (response.delete_original && original !== undefined) {
      original.deleted = true;
      return;
    }
    if (text === '') journal.violation(`${via}: no text for notifications and screen readers.`);
    if (response.replace_original && original !== undefined) {
      original.text = text;
      original.blocks = withBlockIds(blocks);
      original.edits += 1;
      return;
    }
    const threadTs = response.thread_ts ?? context.threadTs;
    workspace.post({
      channel: context.channel,
      from: 'app',
      via,
      text,
      blocks,
      files: [],
      forwardedFiles: [],
      ...(threadTs !== undefined && { threadTs }),
      ...(response.response_type !== 'in_channel' && { ephemeralTo: context.userId }),
    });
  }

  return {
    issue(context) {
      const id = crypto.randomUUID();
      issued.set(id, { context, atMs: clock.now(), uses: 0 });
      return `${parts.origin()}/respond/${id}`;
    },
    take(id, sent) {
      const url = issued.get(id);
      if (url === undefined) return { status: 404, text: 'invalid_url' };
      if (clock.now() - url.atMs > LIFE_MS) return { status: 404, text: 'expired_url' };
      if (url.uses >= MAX_USES) return { status: 404, text: 'used_url' };
      url.uses += 1;
      show(url.context, sent, 'response_url');
      return { status: 200, text: 'ok' };
    },
    show,
  };
}
