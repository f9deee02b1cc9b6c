import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Job } from '../../src/core/model/job/job.ts';
import { formatUsd } from '../../src/core/model/money/money.ts';
import type { Chat, Shown } from './chat.ts';
import { heardMs } from './heard.ts';
import { assertOutcome, doneAs } from './outcomes.ts';
import { RESULTS } from './result-rows.ts';
import { accountOf, carryOut, nothingLeft, type Part, spentBetween } from './subject.ts';

/** One frame of AAC at 16 kHz, which the end of a sound is filled up to; and a little for rounding. */
const TOLERANCE_MS = 65;

/** As many as a message of Discord holds; a full one has no room for a picture. */
const MOST_FILES = 10;

/** A result is the same wherever it is posted. */
export const results: Part = {
  title: 'posts',
  tests: (subject) => {
    const isProof = process.env['PROVE'] !== undefined;
    const rows = RESULTS.filter(({ isForProof = false }) => isProof || !isForProof);
    for (const [index, row] of rows.entries()) {
      for (const locale of subject.locales(index, row)) {
        it(`the same sounds, words and cost for ${row.about}, in ${locale}`, async () => {
          const { chat, files } = subject;
          const person = await subject.person(locale);
          const before = await accountOf(chat);
          const { exchange, job } = await carryOut(chat, () => person.ask(row.ask(files)));
          const shown = await exchange.shown();
          assertOutcome(shown, job, doneAs(job.request.service));
          assert.ok(shown.every(({ audience }) => audience === 'everyone'));
          assertDocuments(shown, row.documents ?? {});
          const isSample = shown.some(({ text }) => /Sample (text|speakers):|这是示例/.test(text));
          assert.equal(isSample, row.documents !== undefined, 'what nobody said is called a sample');
          const durationMs = row.durationMs ?? lengthThereMs(chat);
          if (row.isVoiceMessage && chat.hasVoiceMessages) await assertVoice(chat, shown, durationMs);
          else await assertSounds(chat, shown, row.sounds, durationMs);
          await assertCost(chat, shown, job, before);
          chat.assertClean();
        });
      }
    }
  },
};

/** Every document once, by name and type. */
function assertDocuments(shown: readonly Shown[], documents: Readonly<Record<string, string>>): void {
  const found = shown.flatMap((one) => one.documents);
  assert.deepEqual(
    found.map(({ name }) => name),
    Object.keys(documents),
  );
  for (const { name, mimeType, bytes } of found) {
    // A browser is told the types alone that it may show in place.
    assert.ok([documents[name], 'application/octet-stream'].includes(mimeType), `${name} is ${mimeType}`);
    assert.ok(bytes.length > 0, name);
  }
}

/** Every sound once, by name, type and length, with a picture of all of them wherever there is room for one. */
export async function assertSounds(
  { world }: Chat,
  shown: readonly Shown[],
  names: readonly string[],
  durationMs: number,
): Promise<void> {
  const sounds = shown.flatMap((one) => one.sounds);
  assert.deepEqual(
    sounds.map(({ name }) => name),
    names,
  );
  const lengthsMs = sounds.length === 0 ? [] : await heardMs(world.folder, sounds);
  for (const [index, { name, mimeType, bytes }] of sounds.entries()) {
    assert.equal(mimeType, 'audio/mp4', name);
    assert.equal(bytes.subarray(4, 8).toString('latin1'), 'ftyp', name);
    const lengthMs = lengthsMs[index] ?? 0;
    assert.ok(
      Math.abs(lengthMs - durationMs) <= TOLERANCE_MS,
      `${name} lasts ${lengthMs} of ${durationMs} ms`,
    );
  }
  const pictures = shown.flatMap((one) => one.pictures);
  if (sounds.length > 0 && sounds.length < MOST_FILES) assert.equal(pictures.length, 1);
  for (const { mimeType, bytes } of pictures) {
    assert.equal(mimeType, 'image/png');
    assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
  }
}

/** One voice message and nothing to look at: the platform draws it. */
async function assertVoice({ world }: Chat, shown: readonly Shown[], durationMs: number): Promise<void> {
  const sounds = shown.flatMap((one) => one.sounds);
  assert.deepEqual(
    sounds.map(({ mimeType, bytes }) => [mimeType, bytes.toString('latin1', 0, 4)]),
    [['audio/ogg', 'OggS']],
  );
  const [lengthMs = 0] = await heardMs(world.folder, sounds);
  assert.ok(Math.abs(lengthMs - durationMs) <= TOLERANCE_MS, `it lasts ${lengthMs} of ${durationMs} ms`);
  assert.deepEqual(
    shown.flatMap((one) => one.pictures),
    [],
  );
}

/** How long AudioPod says that what it made last is. */
function lengthThereMs({ world }: Chat): number {
  const line = world.sandbox.control.wallet.usage()[0];
  if (line === undefined) throw new Error('AudioPod has made nothing yet');
  return line.durationMs;
}

/** The words, the ledger and AudioPod's own wallet agree, and nothing is left behind. */
async function assertCost(
  chat: Chat,
  shown: readonly Shown[],
  { money }: Job,
  before: Awaited<ReturnType<typeof accountOf>>,
): Promise<void> {
  assert.ok(money.state === 'settled');
  const after = await accountOf(chat);
  const { spent, spentThere } = spentBetween(before, after);
  assert.equal(spent, money.amount);
  assert.ok(spentThere > 0 && spentThere <= spent, `${spentThere} of ${spent}`);
  assert.ok(shown[0]?.text.includes(formatUsd(spent)), shown[0]?.text);
  assert.deepEqual({ held: after.held, heldThere: after.heldThere }, { held: 0, heldThere: 0 });
  await nothingLeft(chat);
}
