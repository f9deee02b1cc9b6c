import { action } from './action.ts';
import { audioSource, titleOf } from './audio-source.ts';
import type { Command } from './command.ts';
import { audio, url } from './option.ts';

/** Take the noise out of a recording. */
export const denoise: Command = {
  name: 'denoise',
  aliases: [],
  action: action({
    options: { audio: audio(), url: url() },
    bare: ['url'],
    startsJob: true,
    run: (values) => {
      const source = audioSource(values.audio, values.url);
      return { kind: 'job', request: { service: 'denoise', source }, title: titleOf(source) };
    },
  }),
};
