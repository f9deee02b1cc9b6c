import { BotError } from '../../core/model/errors.ts';
import type { Secret } from '../../core/model/secret.ts';
import type { Option } from '../framework/option.ts';

/** Keys are far shorter; longer text was meant for something else. */
const MAX_LENGTH = 300;

/**
 * A secret. A form asks for it, and it arrives apart from all other values. If it is written into a message
 * or a command, where others may have read it, it is refused without being repeated.
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
