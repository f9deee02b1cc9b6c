import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import type { AttachmentRef } from '../../../core/model/job/request.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import { say } from '../text/words.ts';
import { refusal, refusalFor } from './answer.ts';
import type { Request } from './handle-interaction.ts';

/** Commands in a message's menu, by their registered name. */
export const MENU = [
  { word: 'discord.menu.stems', command: 'stems', option: 'audio' },
  { word: 'discord.menu.transcribe', command: 'transcribe', option: 'audio' },
  { word: 'discord.menu.denoise', command: 'denoise', option: 'audio' },
  { word: 'discord.menu.diarize', command: 'diarize', option: 'audio' },
] as const;

/** Names from an earlier release, which Discord's apps may show until they have loaded the new ones. */
const FORMER_NAMES: Readonly<Record<string, string>> = { 'Who said what': 'diarize' };

/** Returns a command picked from a message's menu. `undefined` for an entry of another release. */
export function menuRequest(
  dispatcher: CommandDispatcher,
  { entry: name, sounds }: Extract<InteractionRequest, { readonly kind: 'menu' }>,
): Request | undefined {
  const former = FORMER_NAMES[name];
  const entry = MENU.find((one) => say('en', one.word) === name || one.command === former);
  return entry === undefined ? undefined : soundRequest(dispatcher, entry, sounds);
}

/** Returns a command for the track of a message. */
export function soundRequest(
  dispatcher: CommandDispatcher,
  entry: { readonly command: string; readonly option: string },
  sounds: readonly AttachmentRef[],
): Request {
  return {
    async run(origin, signal, findPermissions, identity) {
      const { locale } = origin;
      const [sound, ...others] = sounds;
      if (sound === undefined) {
        const words = [say(locale, 'discord.no-audio'), say(locale, 'discord.no-audio.next')];
        return { kind: 'reply', reply: refusal(joinSentences(locale, ...words)) };
      }
      if (others.length > 0) {
        const facts = { count: others.length + 1 };
        return { kind: 'reply', reply: refusalFor(locale, { code: 'files-too-many', facts }) };
      }
      const options = { [entry.option]: sound };
      return dispatcher.run({ command: entry.command, options, origin, findPermissions, identity }, signal);
    },
  };
}
