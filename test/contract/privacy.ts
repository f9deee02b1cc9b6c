import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Ask } from './chat.ts';
import type { HandedFiles } from './handed.ts';
import { assertOutcome, doneAs } from './outcomes.ts';
import { carryOut, type Part, type Where } from './subject.ts';

/** Requests that are nobody else’s business. A new command that starts a job adds one. */
export const PRIVATE_ASKS: readonly ((files: HandedFiles) => Ask)[] = [
  () => ({ command: 'tts', options: { private: true, text: 'Just for me.' } }),
  ({ song }) => ({
    command: 'stems',
    options: { private: true, mode: 'two' },
    file: { option: 'audio', ...song },
  }),
  () => ({
    command: 'music',
    subcommand: 'samples',
    options: { private: true, prompt: 'A clap', duration: 2 },
  }),
  ...['transcribe', 'diarize', 'denoise'].map((command) => {
    return ({ song }: HandedFiles): Ask => ({
      command,
      options: { private: true },
      file: { option: 'audio', ...song },
    });
  }),
  ({ sample }) => ({
    command: 'voice',
    subcommand: 'clone',
    options: { private: true, name: 'Whisper', consent: true },
    file: { option: 'audio', ...sample },
  }),
];

/** One track, several, and documents: each platform shows them in its own way. */
const SHOWN_DIFFERENTLY: ReadonlySet<string> = new Set(['tts', 'stems', 'transcribe']);

const NONE = { path: '', name: '', mimeType: '' };
/** Files for who only wants to know what is asked. */
export const NOTHING: HandedFiles = {
  song: NONE,
  sample: NONE,
  letter: NONE,
  novel: NONE,
  noise: NONE,
  playlist: NONE,
  [Symbol.asyncDispose]: async () => {},
};

/** What is asked for in private stays with the one who asked. */
export const privacy: Part = {
  title: 'shows the asker alone',
  tests: (subject) => {
    for (const ask of PRIVATE_ASKS) {
      const { command } = ask(NOTHING);
      const where: Where = SHOWN_DIFFERENTLY.has(command) ? { everywhere: true } : {};
      for (const locale of subject.locales(0, { ...where, locales: ['en'] })) {
        it(`what came of a private /${command}`, async () => {
          const { chat, files } = subject;
          const person = await subject.person(locale);
          const { exchange, job } = await carryOut(chat, () => person.ask(ask(files)));
          assert.equal(job.origin.visibility, 'private');
          const shown = await exchange.shown();
          assertOutcome(shown, job, doneAs(job.request.service));
          assert.ok(shown.every(({ audience }) => audience === 'asker'));
          chat.assertClean();
        });
      }
    }
  },
};
