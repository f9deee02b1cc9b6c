import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { audio, number, url } from './framework/option.ts';
import { audioSource, titleOf } from './options/audio-source.ts';

/** The most speakers AudioPod can identify (AudioPod API notes, section 5). */
export const MAX_SPEAKERS = 20;

/** The command that identifies who speaks when. */
export const diarize: Command = {
  name: 'diarize',
  aliases: [],
  task: 'read',
  action: action({
    options: { audio: audio(), url: url(), speakers: number({ min: 1, max: MAX_SPEAKERS }) },
    bare: ['url', 'speakers'],
    startsJob: true,
    run: (values) => {
      const source = audioSource(values.audio, values.url);
      const speakers = values.speakers === undefined ? {} : { speakers: Math.round(values.speakers) };
      return {
        kind: 'job',
        request: { service: 'diarization', source, ...speakers },
        title: titleOf(source),
      };
    },
  }),
};
