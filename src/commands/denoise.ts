import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { audio, url } from './framework/option.ts';
import { audioSource, titleOf } from './options/audio-source.ts';

/** The command that removes noise from a recording. */
export const denoise: Command = {
  name: 'denoise',
  aliases: [],
  task: 'edit',
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
