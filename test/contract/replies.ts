import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ReplyFile } from '../../src/commands/framework/reply.ts';
import type { Job } from '../../src/core/model/job/job.ts';
import type { Locale } from '../../src/core/model/locale.ts';
import type { Shown } from './chat.ts';
import { tellsOutcome } from './outcomes.ts';
import { plainLines } from './plain-lines.ts';
import { NAMELESS } from './playground.ts';
import { REPLIES, type Said } from './reply-rows.ts';
import { accountOf, carryOut, type Part } from './subject.ts';

/**
 * What is answered at once is the same everywhere, and for the one who asked alone. Platforms are compared here; that
 * the words themselves are right is proven to the letter in test/commands.
 */
export const replies: Part = {
  title: 'answers',
  tests: (subject) => {
    const own = new Map<Locale, Job>();
    for (const [index, row] of REPLIES.entries()) {
      for (const locale of subject.locales(index, row)) {
        it(`with ${row.about}, in ${locale}`, async () => {
          const { chat } = subject;
          const person = await subject.person(locale);
          const text = 'One to ask about.';
          const known = own.get(locale);
          const job =
            known ?? (await carryOut(chat, () => person.ask({ command: 'tts', options: { text } }))).job;
          own.set(locale, job);
          const before = await accountOf(chat);

          const expected = await row.says(locale, job, chat);
          const exchange = await person.ask(row.ask(job));
          await exchange.answered();
          if (row.bringsResult === true) {
            await chat.world.settled(
              job.id,
              ({ delivery }) => delivery.state === 'done' && delivery.round > 0,
            );
          }
          const [answer, ...more] = await exchange.shown();
          if (row.bringsResult === true && answer !== undefined && tellsOutcome(answer.text, job)) {
            // The result has taken the place of the words.
            assert.deepEqual(more, []);
            assert.deepEqual(await accountOf(chat), before);
            return;
          }
          // How long ago something was may have changed meanwhile.
          assertSaid(answer, expected, await row.says(locale, job, chat));
          assertFiles(answer, expected);
          if (row.takesJob === true) own.delete(locale);
          assert.equal(answer?.audience, 'asker');
          assert.deepEqual(
            more.map((one) => tellsOutcome(one.text, job)),
            row.bringsResult === true ? [true] : [],
          );
          assert.deepEqual(await accountOf(chat), before);
          chat.assertClean();
        });
      }
    }
  },
};

/** Pictures say what is to be seen; where a platform shows no words for them, it shows them all the same. */
function assertFiles(shown: Shown | undefined, { files = [] }: Said): void {
  const isPicture = ({ mimeType }: ReplyFile) => mimeType === 'image/png';
  assert.deepEqual(
    shown?.pictures.map(({ alt, bytes }) => [alt, bytes.subarray(1, 4).toString()]),
    files.filter(isPicture).map(({ title }) => [title, 'PNG']),
  );
  assert.deepEqual(
    shown?.documents.map(({ name, bytes }) => [name, bytes.toString()]),
    files
      .filter((file) => !isPicture(file))
      .map(({ fileName, bytes }) => [fileName, Buffer.from(bytes).toString()]),
  );
}

/** Visitors of the playground have no names, and it shows nobody their ids. */
const VISITOR = /@web:[0-9a-f]{16}\b/g;

/** @param either what may be said: all of it, and no mixture. */
function assertSaid(shown: Shown | undefined, ...either: readonly [Said, ...Said[]]): void {
  const texts = either.flatMap(({ text, lines = [text], columns = [], rows = [], listed = rows }) => {
    const linesOf = (table: typeof rows): readonly string[] => table.map((row) => row.join(' '));
    // Two columns explain themselves, and a list without a head is easier to read on a telephone.
    return [
      [text, columns.join(' '), ...linesOf(rows)],
      [text, ...linesOf(listed)],
      [...lines, ...linesOf(listed)],
    ].map((said) => plainLines(said.join('\n')).replace(VISITOR, NAMELESS));
  });
  const said = shown?.text ?? '';
  assert.equal(said, texts.includes(said) ? said : texts[0]);
}
