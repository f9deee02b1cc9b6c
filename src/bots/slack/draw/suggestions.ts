import type { types } from '@slack/bolt';
import type { Choice } from '../../../commands/framework/reply.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { say } from '../text/words.ts';

/** Slack's limits of a select menu, for all its groups together (docs.slack.dev, "Select menu element"). */
export const MOST_OPTIONS = 100;
const LABEL_CHARACTERS = 75;
const VALUE_CHARACTERS = 150;

/** What a search field offers. */
type Suggestions =
  | { readonly options: types.PlainTextOption[] }
  | {
      readonly option_groups: {
        readonly label: types.PlainTextElement;
        readonly options: types.PlainTextOption[];
      }[];
    };

/** Draws choices as a list, each with its hint. */
export function drawSuggestions(choices: readonly Choice[]): Suggestions {
  return {
    options: fitting(choices).map(({ value, label, hint }) => optionOf(value, withHint(label, hint))),
  };
}

/** Draws voices under their languages: those of the best match first, and the other languages after them. */
export function drawVoices(choices: readonly Choice[], locale: Locale): Suggestions {
  const groups = Map.groupBy(fitting(choices), ({ hint }) => hint ?? say(locale, 'slack.form.no-language'));
  // Slack takes no empty list of groups.
  if (groups.size === 0) return { options: [] };
  return {
    option_groups: [...groups].map(([language, voices]) => ({
      label: plain(language),
      options: voices.map(({ value, label }) => optionOf(value, label)),
    })),
  };
}

function fitting(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter(({ value }) => value.length <= VALUE_CHARACTERS).slice(0, MOST_OPTIONS);
}

function withHint(label: string, hint: string | undefined): string {
  return hint === undefined ? label : `${label} – ${hint}`;
}

function optionOf(value: string, label: string): types.PlainTextOption {
  return { value, text: plain(label) };
}

function plain(text: string): types.PlainTextElement {
  const short = text.length <= LABEL_CHARACTERS ? text : `${text.slice(0, LABEL_CHARACTERS - 1)}…`;
  return { type: 'plain_text', text: short };
}
