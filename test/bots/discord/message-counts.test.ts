import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { FakeGuild, FakeInteraction, FakeUser } from '../../fakes/discord/fake-discord.ts';
import { shiftableClock } from '../../fakes/shiftable-clock.ts';
import { makeSongFile } from '../../sandbox/sound.ts';
import { type DiscordWorld, startDiscordWorld } from './fixtures/discord-world.ts';

const clock = shiftableClock();
let here: DiscordWorld;

before(async () => {
  here = await startDiscordWorld({ clock });
});
after(() => here[Symbol.asyncDispose]());

/** What a flow put before people. */
interface Counts {
  /** Messages that everybody there got to see, and how many are left in the end. */
  readonly posted: number;
  readonly left: number;
  /** Messages that only the member sees, and how many are left in the end. */
  readonly whispered: number;
  readonly whispersLeft: number;
  /** How often whom was notified. */
  readonly pings: readonly string[];
}

/** A job's message changes at every stage that is seen long enough. */
const MOST_EDITS = 8;

interface Flow {
  readonly user: FakeUser;
  readonly guild: FakeGuild;
  begin(
    name: string,
    options?: Parameters<DiscordWorld['discord']['command']>[0]['options'],
  ): FakeInteraction;
  /** Resolves once the member's job is over and posted. */
  done(): Promise<void>;
}

async function countsOf(run: (flow: Flow) => Promise<void>): Promise<Counts> {
  const { discord } = here;
  const [user, guild] = [discord.user(), discord.guild()];
  const calls: FakeInteraction[] = [];
  const from = discord.requests.length;
  await run({
    user,
    guild,
    begin(name, options = {}) {
      const call = discord.command({ user, guild, name, options });
      calls.push(call);
      return call;
    },
    async done() {
      const { id } = await here.job(user, `discord:${guild.id}`);
      assert.equal((await here.world.settled(id)).delivery.state, 'done');
    },
  });
  const requests = discord.requests.slice(from);
  const created = requests.filter(
    ({ method, path, status }) =>
      method === 'POST' && status < 300 && path === `/channels/${guild.general.id}/messages`,
  );
  const edits = requests.filter(({ method }) => method === 'PATCH').length;
  assert.ok(edits <= MOST_EDITS, `${edits} edits`);
  const shown = discord.messagesIn(guild.general);
  const whispers = calls
    .flatMap((call) => [call.original(), ...call.followUps])
    .filter((one) => one?.ephemeral);
  discord.assertClean();
  return {
    posted: created.length,
    left: shown.length,
    whispered: whispers.length,
    whispersLeft: whispers.filter((one) => one?.removed === false).length,
    pings: shown.flatMap(({ pinged }) => pinged.map((id) => (id === user.id ? 'the member' : id))),
  };
}

async function song() {
  const path = join(here.world.folder, 'song.wav');
  await makeSongFile(path, 1);
  return here.discord.upload(await readFile(path), 'song.wav', 'audio/wav');
}

/** One message of the job in the channel; the private reply that was there before it is gone. */
const ONE: Counts = { posted: 1, left: 1, whispered: 1, whispersLeft: 0, pings: [] };

test('a job is one message that changes, and nobody is notified: speech, stems, a transcript', async () => {
  const audio = await song();
  for (const [name, options] of [
    ['tts', { text: 'Hello there.' }],
    ['stems', { audio, mode: 'four' }],
    ['transcribe', { audio }],
  ] as const) {
    const counts = await countsOf(async ({ begin, done }) => {
      begin(name, options);
      await done();
    });
    assert.deepEqual(counts, ONE, name);
  }
});

test('sixteen stems are two messages', async () => {
  const audio = await song();
  const counts = await countsOf(async ({ begin, done }) => {
    begin('stems', { audio, mode: 'mastering' });
    await done();
  });
  assert.deepEqual(counts, { ...ONE, posted: 2, left: 2 });
});

test('what is refused never reaches the channel, whether a command or its job is', async () => {
  const refused: Counts = { posted: 0, left: 0, whispered: 1, whispersLeft: 1, pings: [] };
  const typo = await countsOf(async ({ begin }) => {
    await begin('tts', { text: 'Hello.', voice: 'nobody at all' }).until(
      ([reply]) => reply?.loading === false,
    );
  });
  assert.deepEqual(typo, refused);
  const tooMuch = await countsOf(async ({ begin, done, guild, user }) => {
    const options = { per_job: '0' };
    const set = here.discord.command({ user, guild, name: 'wallet', subcommand: 'set-limit', options });
    await set.until(([reply]) => reply?.loading === false);
    begin('tts', { text: 'Hello.' });
    await done();
  });
  assert.deepEqual(tooMuch, refused);
});

test('a price is asked for in private, and confirming changes the question itself', async () => {
  const counts = await countsOf(async ({ begin, done, guild, user }) => {
    const options = { confirm_above: '0' };
    const set = here.discord.command({ user, guild, name: 'wallet', subcommand: 'set-limit', options });
    await set.until(([reply]) => reply?.loading === false);
    const call = begin('tts', { text: 'Hello.' });
    await call.until(([question]) => question?.controls[0]?.label === 'Confirm');
    const question = call.original();
    assert.ok(question?.ephemeral);
    const press = here.discord.press(question, question.controls[0]?.customId ?? '', { user, guild });
    await done();
    assert.equal(press.original(), question);
    assert.equal(press.followUps.length, 0);
  });
  assert.deepEqual(counts, ONE);
});

test('a result that took long is a new message that notifies the member, and the one before it goes', async () => {
  const { control } = here.world.sandbox;
  const counts = await countsOf(async ({ begin, done }) => {
    const hold = control.faults.add({ on: 'voice.submit', times: 'lasting', fault: { kind: 'hold' } });
    // Once the private reply is gone, only the job's message is left.
    await begin('tts', { text: 'It takes its time.' }).until(
      (messages) => messages.length === 1 && messages[0]?.ephemeral === false,
    );
    clock.putForward(20 * 60_000);
    control.faults.remove(hold.id);
    for (const job of control.jobs.list('voice')) control.jobs.release('voice', job.id);
    await done();
  });
  assert.deepEqual(counts, { ...ONE, posted: 2, left: 1, pings: ['the member'] });
});
