import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import { soundsIn } from '../payload/files-of.ts';
import type { WireCommand } from '../payload/wire.ts';
import { say } from '../text/words.ts';
import { refusal, refusalFor } from './answer.ts';
import type { Request } from './handle-interaction.ts';

/** Commands that a message's own menu offers, by the word they are registered under. */
export const MENU = [
  { word: 'discord.menu.stems', command: 'stems', option: 'audio' },
  { word: 'discord.menu.transcribe', command: 'transcribe', option: 'audio' },
  { word: 'discord.menu.denoise', command: 'denoise', option: 'audio' },
  { word: 'discord.menu.diarize', command: 'diarize', option: 'audio' },
] as const;

/** Names of an earlier release, which Discord's apps may show until they have read the new ones. */
const FORMER_NAMES: Readonly<Record<string, string>> = { 'Who said what': 'diarize' };

/** A command picked from the menu of a message with a sound. `undefined` for a menu entry of another release. */
export function menuRequest(desk: CommandDispatcher, data: WireCommand): Request | undefined {
  const former = FORMER_NAMES[data.name];
  const entry = MENU.find((one) => say('en', one.word) === data.name || one.command === former);
  const message = data.resolved.messages[data.target_id ?? ''];
  if (entry === undefined || message === undefined) return undefined;
  return {
    startsJob: true,
    async run(origin, signal, standing) {
      const { locale } = origin;
      const [sound, ...others] = soundsIn(message);
      if (sound === undefined) {
        const words = [say(locale, 'discord.no-audio'), say(locale, 'discord.no-audio.next')];
        return { kind: 'reply', reply: refusal(joinSentences(locale, ...words)) };
      }
      if (others.length > 0) {
        const facts = { count: others.length + 1 };
        return { kind: 'reply', reply: refusalFor(locale, { code: 'files-too-many', facts }) };
      }
      const options = { [entry.option]: sound };
      return desk.run({ command: entry.command, options, origin, standing }, signal);
    },
  };
}
