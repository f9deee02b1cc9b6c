import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toFailure } from '../../../../src/core/model/errors.ts';
import { explainFailure } from '../../../../src/core/text/explain-failure.ts';
import type { FakeChannel } from '../../../fakes/discord/fake-discord.ts';
import { assertTable } from '../../../fixtures/failures-page.ts';
import { calm, type LoneBot, postOf, soundsOf, startLoneBot } from '../fixtures/lone-bot.ts';

/** What Discord answers to a result: its code, or only a status, and its own words. */
const ANSWERS: Readonly<Record<string, readonly [status: number, code: number | undefined]>> = {
  '10003 Unknown channel': [404, 10003],
  '10008 Unknown message': [404, 10008],
  '10015 Unknown webhook': [404, 10015],
  '10062 Unknown interaction': [404, 10062],
  '20016 Slow mode': [429, 20016],
  '20028 Channel write rate limit': [429, 20028],
  '30034 Daily application command creates': [429, 30034],
  '30046 Too many edits of an old message': [400, 30046],
  '40005 Request entity too large': [413, 40005],
  '50001 Missing access': [403, 50001],
  '50013 Missing permissions': [403, 50013],
  '50027 Invalid webhook token': [401, 50027],
  '50035 Invalid form body': [400, 50035],
  '50045 File too large': [400, 50045],
  '50083 Archived thread': [400, 50083],
  '200000 Blocked by AutoMod': [400, 200000],
  '240000 Blocked by the link filter': [400, 240000],
  'Status 401': [401, 0],
  'Status 413 from a server in between': [413, undefined],
  'Status 500': [500, undefined],
};

/** What the engine tries again. */
const RETRIED: ReadonlySet<string> = new Set(['bot-token-rejected', 'delivery-failed']);

/** Which messages Discord refuses in turn. */
const REFUSED = ['PATCH', 'POST'] as const;

async function lineOf(name: string): Promise<readonly string[]> {
  const [status, code] = ANSWERS[name] ?? assert.fail(name);
  const inReply = await resultOf(1, status, code);
  const everywhere = await resultOf(REFUSED.length, status, code);
  return [name, inReply, everywhere];
}

/** Posts a result while Discord refuses the job's message, or (2) every message, with this answer; says where it went. */
async function resultOf(refused: 1 | 2 | number, status: number, code: number | undefined): Promise<string> {
  await using here = await startLoneBot();
  const user = here.discord.user();
  const call = here.discord.command({ user, guild: here.discord.guild(), name: 'tts' });
  const origin = await here.announced(call);
  const body = code === undefined ? '<html></html>' : { code, message: 'Refused' };
  for (const method of REFUSED.slice(0, refused)) {
    here.discord.faults.next(method, /./, { status, body, times: 50 });
  }
  try {
    await here.bot.adapter.post(origin, postOf(await here.files(1_000)), calm);
  } catch (error) {
    const failure = toFailure(error);
    if (RETRIED.has(failure.code)) return 'Tried again later';
    if (failure.code === 'files-too-large-here') return 'Encoded again, smaller';
    return explainFailure('en', failure);
  }
  return placeOf(here, call.channel, JSON.parse(origin.reply).status.id, user);
}

function placeOf(
  here: LoneBot,
  channel: FakeChannel,
  statusId: string,
  user: ReturnType<LoneBot['discord']['user']>,
): string {
  const hasSound = (messages: readonly Parameters<typeof soundsOf>[0][]) =>
    messages.some((message) => soundsOf(message).length > 0);
  const there = here.discord.messagesIn(channel);
  if (hasSound(there.filter(({ id }) => id === statusId))) return 'In the job’s message';
  if (hasSound(there)) return 'In the channel';
  return hasSound(here.discord.dms(user)) ? 'In a direct message' : 'Nowhere';
}

describe('docs/failures.md', () => {
  it('says where a result goes when Discord refuses it', async () => {
    await assertTable({
      name: 'discord',
      head: ['Discord’s answer', 'To the job’s message alone', 'To every message'],
      names: { cell: 0, all: Object.keys(ANSWERS) },
      lineOf,
    });
  });
});
