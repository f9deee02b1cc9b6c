import { BotError } from '../core/model/errors.ts';
import type { SpeechRequest } from '../core/model/job/request.ts';
import { checkSpeechText, MAX_SPEECH_CHARACTERS } from '../core/model/job/speech-text.ts';
import { titleOfFile, titleOfText } from '../core/model/job/title.ts';
import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { choice, number, text, textFile, voice } from './framework/option.ts';
import { language, languageFor } from './options/language.ts';

/** The command that turns text into speech. Also named `speak`, because Discord has its own `/tts`. */
export const tts: Command = {
  name: 'tts',
  aliases: ['speak'],
  task: 'create',
  action: action({
    options: {
      text: text({ maxLength: MAX_SPEECH_CHARACTERS, tooLong: 'text-too-long' }),
      file: textFile(),
      voice: voice(),
      speed: number({ min: 0.25, max: 4 }),
      language: language(),
      as: choice(['file', 'voice-message']),
    },
    bare: ['text'],
    startsJob: true,
    run: async (values, call) => {
      const source = speechSource(values.text, values.file);
      const defaults = await call.services.defaults.of(call.origin);
      const spoken = languageFor(values.language, defaults);
      const speaker = await call.services.voices.find(values.voice, call, defaults.voice);
      const request: SpeechRequest = {
        service: 'speech',
        text: source,
        voice: { id: speaker.uuid ?? speaker.id, name: speaker.displayName },
        speed: values.speed ?? 1,
        as: values.as ?? 'file',
        ...(spoken === undefined ? {} : { language: spoken }),
      };
      return {
        kind: 'job',
        request,
        title: source.kind === 'inline' ? titleOfText(source.text) : titleOfFile(source.name),
      };
    },
  }),
};

function speechSource(
  typed: string | undefined,
  file: Extract<SpeechRequest['text'], { kind: 'attachment' }> | undefined,
): SpeechRequest['text'] {
  if (typed !== undefined && file !== undefined) {
    throw new BotError('text-two-sources', 'Both text and a text file were given');
  }
  if (file !== undefined) return file;
  return { kind: 'inline', text: checkSpeechText(typed ?? '') };
}
