import { BotError } from '../core/model/errors.ts';
import { SINGLE_STEMS, STEM_MODES } from '../core/model/job/request.ts';
import { action } from './framework/action.ts';
import type { Command } from './framework/command.ts';
import { audio, choice, url } from './framework/option.ts';
import { audioSource, titleOf } from './options/audio-source.ts';

/** The command that splits a song into stems. */
export const stems: Command = {
  name: 'stems',
  aliases: [],
  task: 'edit',
  action: action({
    options: {
      audio: audio(),
      url: url(),
      mode: choice(STEM_MODES),
      stem: choice(SINGLE_STEMS),
    },
    bare: ['mode', 'stem', 'url'],
    startsJob: true,
    run: (values) => {
      const source = audioSource(values.audio, values.url);
      // A stem without a mode can only mean that this one stem is wanted.
      const mode = values.mode ?? (values.stem === undefined ? 'four' : 'single');
      if (mode === 'single' && values.stem === undefined) {
        throw new BotError('stem-missing', 'Mode single without a stem', {
          facts: { choices: SINGLE_STEMS.join(', ') },
        });
      }
      if (mode !== 'single' && values.stem !== undefined) {
        throw new BotError('stem-without-single', 'A stem was named for a mode other than single');
      }
      return {
        kind: 'job',
        request: {
          service: 'stems',
          source,
          mode,
          ...(values.stem === undefined ? {} : { stem: values.stem }),
        },
        title: titleOf(source),
      };
    },
  }),
};
