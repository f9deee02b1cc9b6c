import { BotError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { Option } from '../framework/option.ts';

/** Keys are shorter by far; what is longer was meant for something else. */
const MAX_LENGTH = 300;

/**
 * Something that nobody else may see. It is asked for in a form and comes apart from all other values; written into a
 * message or a command, where others may have read it, it is refused without being repeated.
 */
export function secret(): Option<Secret, true> {
  return {
    kind: 'secret',
    required: true,
    maxLength: MAX_LENGTH,
    fits: () => true,
    read() {
      throw new BotError('secret-in-the-open', 'A secret was written into a command');
    },
  };
}
