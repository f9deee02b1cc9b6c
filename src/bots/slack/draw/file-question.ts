import type { types } from '@slack/bolt';
import { z } from 'zod';
import { NEXT_STEPS } from '../../../core/model/job/action.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { translate } from '../../../core/text/words.ts';
import { say } from '../text/words.ts';
import { type Drawn, drawWords } from './message.ts';

/** Prefix of the action ids of buttons for a file; the command follows. */
export const FILE_BUTTON = 'file:';

const FILE_COMMANDS = ['tts', ...NEXT_STEPS] as const;
const NAME_CHARACTERS = 100;

const press = z.object({
  command: z.enum(FILE_COMMANDS),
  file: z.string().min(1),
  threadTs: z.string().exactOptional(),
});
/** A command for a file that came without one, and the thread of the message that it came in. */
export type FilePress = z.infer<typeof press>;

/** Draws the question what to do with a file that came without a command, with a button for each answer. */
export function drawFileQuestion(
  file: { readonly id: string; readonly name: string; readonly isText: boolean },
  threadTs: string | undefined,
  locale: Locale,
): Drawn {
  const name = Array.from(file.name).slice(0, NAME_CHARACTERS).join('');
  const { text, blocks } = drawWords(say(locale, 'slack.file-ask', { name }), [], locale);
  const buttons = (file.isText ? (['tts'] as const) : NEXT_STEPS).map((command): types.Button => {
    const value: FilePress = { command, file: file.id, ...(threadTs === undefined ? {} : { threadTs }) };
    const label =
      command === 'tts' ? translate(locale, 'run.tts') : translate(locale, `job.action.next-${command}`);
    return {
      type: 'button',
      action_id: `${FILE_BUTTON}${command}`,
      value: JSON.stringify(value),
      text: { type: 'plain_text', text: label },
    };
  });
  return { text, blocks: [...blocks, { type: 'actions', elements: buttons }] };
}

/** Reads a button's value; `undefined` for one that this release did not draw. */
export function readFilePress(value: string): FilePress | undefined {
  try {
    return press.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}
