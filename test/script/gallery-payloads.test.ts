import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { z } from 'zod';
import type { Sent } from '../../script/gallery/exhibit.ts';
import { checkVoice, readMessageBody } from '../fakes/discord/message-rules.ts';
import { modalRule } from '../fakes/discord/modal-rules.ts';
import { loadContract } from '../fakes/discord/openapi.ts';
import {
  faultsBy,
  homeRule,
  markup,
  messageBlocksRule,
  resultBlocksRule,
  viewRule,
} from '../fakes/slack/blocks.ts';
import { gallerySent, type NamedSent } from '../fixtures/gallery-sent.ts';

/** `chat.postMessage` and `chat.update`. */
const slackMessage = (blocks: z.ZodType, may?: 'pings') =>
  z.strictObject({ text: markup(4_000, may), blocks });

const CONTRACT = process.env['DISCORD_OPENAPI'];
const MESSAGES = { method: 'POST', template: '/channels/{channel_id}/messages' };
const CALLBACK = {
  method: 'POST',
  template: '/interactions/{interaction_id}/{interaction_token}/callback',
};

const attachments = z.object({
  attachments: z.array(z.object({ id: z.string(), filename: z.string() })).default([]),
});
const TYPES: Readonly<Record<string, string>> = { m4a: 'audio/mp4', png: 'image/png', ogg: 'audio/ogg' };

/** Files as they would come with a body. */
function filesFor(body: unknown) {
  return attachments.parse(body).attachments.map(({ id, filename: name }) => {
    const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    return { index: Number(id), name, contentType, bytes: Buffer.from('a file') };
  });
}

/** What the fake Discord, stricter than the document, says of a body. */
function faultsOnDiscord({ as, body }: Sent): readonly string[] {
  if (as === 'discord-form') return faultsBy(modalRule, body);
  const faults: string[] = [];
  try {
    const files = filesFor(body);
    const read = readMessageBody(body, files, 'channel', (fault) => faults.push(fault));
    if (as === 'discord-voice') checkVoice(read, files);
  } catch (error) {
    faults.push(String(error));
  }
  // The gallery has no sounds, only their names.
  return faults.filter((fault) => fault !== 'a voice message that is no Opus in Ogg');
}

/** What Discord's own document says of a body. */
function faultsByDocument({ as, body }: Sent): readonly string[] {
  const contract = loadContract();
  return as === 'discord-form'
    ? contract.requestErrors(CALLBACK, 'application/json', { type: 9, data: body })
    : contract.requestErrors(MESSAGES, 'application/json', body);
}

const SLACK_RULES: Readonly<Record<string, z.ZodType>> = {
  'slack-message': slackMessage(messageBlocksRule),
  'slack-message-with-files': slackMessage(resultBlocksRule, 'pings'),
  'slack-form': viewRule,
  'slack-home': homeRule,
};

describe('everything that the gallery shows', () => {
  let shown: readonly NamedSent[] = [];
  before(async () => {
    shown = await gallerySent();
  });

  const faultsIn = (platform: string, judge: (sent: Sent) => readonly string[]): readonly string[] =>
    shown
      .filter(({ as }) => as.startsWith(platform))
      .flatMap((one) => judge(one).map((fault) => `${one.name}: ${fault}`));

  it('is there in every kind, for both platforms', () => {
    const counts = Object.entries(Object.groupBy(shown, ({ as }) => as));
    assert.deepEqual(counts.map(([as]) => as).toSorted(), [
      'discord-form',
      'discord-message',
      'discord-voice',
      ...Object.keys(SLACK_RULES).toSorted(),
    ]);
    assert.ok(shown.length > 1_000, String(shown.length));
  });

  it('is what Discord takes, by the rules of the strict fake', () => {
    assert.deepEqual(faultsIn('discord-', faultsOnDiscord), []);
  });

  it('is what Discord takes, by its OpenAPI document', {
    skip: CONTRACT === undefined && 'Set DISCORD_OPENAPI',
  }, () => {
    assert.deepEqual(faultsIn('discord-', faultsByDocument), []);
    assert.notDeepEqual(
      faultsByDocument({ as: 'discord-message', body: { content: 'x'.repeat(5_000) } }),
      [],
    );
  });

  it('is what Slack takes, by the rules of Block Kit', () => {
    const judge = ({ as, body }: Sent) => faultsBy(SLACK_RULES[as] ?? z.never(), body);
    assert.deepEqual(faultsIn('slack-', judge), []);
  });
});
