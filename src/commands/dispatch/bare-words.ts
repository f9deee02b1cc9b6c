import { BotError } from '../../core/model/errors.ts';
import type { AnyAction, RawValues } from '../framework/action.ts';
import { excerpt } from '../framework/excerpt.ts';
import type { RawValue } from '../framework/option.ts';
import { unquote } from '../framework/quotes.ts';

/**
 * Gives words without a name to the options that take such: each word to the first option still free that it
 * fits, in any order; what is left to the free text, if the command has one.
 *
 * @param isVerbatim the words came after `--`, so even quotes around them are meant.
 * @throws {BotError} `words-unexpected` for words that nothing takes, instead of dropping them.
 */
export function readBareWords(
  text: string,
  action: AnyAction,
  named: RawValues,
  isVerbatim: boolean,
): RawValues {
  const values: Record<string, RawValue> = { ...named };
  let left = text;
  while (left !== '') {
    const [word = ''] = /^\S+/.exec(left) ?? [];
    const name = action.bare.find((one) => !Object.hasOwn(values, one) && takes(action, one, word));
    if (name === undefined) throw unexpectedWords(left, action);
    if (takesAll(action, name)) {
      values[name] = isVerbatim ? left : unquote(left);
      return values;
    }
    values[name] = word;
    left = left.slice(word.length).trimStart();
  }
  return values;
}

function takes(action: AnyAction, name: string, word: string): boolean {
  const option = action.options[name];
  return option !== undefined && (takesAll(action, name) || option.fits(word));
}

/** Names of voices may be several words. Of what is secret nothing may be left over, to be quoted in a refusal. */
function takesAll(action: AnyAction, name: string): boolean {
  const kind = action.options[name]?.kind;
  return kind === 'text' || kind === 'voice' || kind === 'secret';
}

/** For words that the command has no place for. It lists what there is, if anything. */
function unexpectedWords(left: string, action: AnyAction): BotError {
  const options = Object.keys(action.options).join(', ');
  const facts = { words: excerpt(left) };
  return options === ''
    ? new BotError('words-unwanted', 'Words for a command that takes none', { facts })
    : new BotError('words-unexpected', 'Words that no option takes', { facts: { ...facts, options } });
}
