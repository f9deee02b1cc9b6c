import type { Origin } from '../../core/model/job/origin.ts';
import { stateText } from '../../core/text/job-state.ts';
import { askedText } from '../../core/text/outcome.ts';
import type { AnyAction } from '../framework/action.ts';
import type { Command, Services } from '../framework/command.ts';
import { choiceLabel, describe } from '../framework/describe.ts';
import type { Choice } from '../framework/reply.ts';
import { ZONES } from '../options/zone-option.ts';

/** The option being completed, and the text typed so far. */
export interface Completion {
  readonly command: string;
  readonly subcommand?: string;
  readonly option: string;
  readonly query: string;
  readonly origin: Origin;
  /** Which of all that fit are returned; the first 25 if omitted. */
  readonly range?: ChoiceRange;
}

/** A stretch of choices, best first. */
export interface ChoiceRange {
  /** How many are left out before. */
  readonly first: number;
  readonly count: number;
}

/** The most entries a platform's menu holds. */
const MAX_CHOICES = 25;
/** How many of the latest jobs are searched by their text. */
const SEARCHED_JOBS = 100;

/**
 * Completes one option of an action: at most 25 choices, best first. None for an unknown option or one
 * without choices.
 */
export async function complete(
  action: AnyAction,
  completion: Completion,
  parts: { readonly services: Services; readonly commands: readonly Command[] },
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const { first, count } = completion.range ?? { first: 0, count: MAX_CHOICES };
  return (await allOf(action, completion, parts, first + count, signal)).slice(first, first + count);
}

async function allOf(
  action: AnyAction,
  { option: name, query, origin }: Completion,
  { services, commands }: { readonly services: Services; readonly commands: readonly Command[] },
  most: number,
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const option = Object.hasOwn(action.options, name) ? action.options[name] : undefined;
  switch (option?.kind) {
    case 'voice':
      return voiceChoices(query, most, { origin, services }, signal);
    case 'genre':
      return fitting(
        (await services.genres.all(signal)).map((genre) => asItIs(genre.name)),
        query,
      );
    case 'zone':
      // People think of a city, which follows its continent, and type a space for the underscore in its name.
      return fitting(ZONES.map(asItIs), query.trim().replaceAll(/\s+/g, '_'));
    case 'tenant':
      return fitting((await tenantsFor(origin, services)).map(asItIs), query);
    case 'command':
      return fitting(commandChoices(commands, origin), query.trim().replace(/^\//, ''));
    case 'job':
      return fitting(await jobChoices(origin, services), query);
    default: {
      const choices = option?.choices ?? [];
      return fitting(
        choices.map((value) => ({ value, label: choiceLabel(origin.locale, name, value) })),
        query,
      );
    }
  }
}

function asItIs(value: string): Choice {
  return { value, label: value };
}

async function voiceChoices(
  query: string,
  most: number,
  { origin, services }: { readonly origin: Origin; readonly services: Services },
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  const tenantRules = () => services.rules.tenant(origin.tenant);
  const voices = await services.voices.search(query, most, { origin, tenantRules, signal });
  return voices.map((voice) => ({
    value: voice.name,
    label: voice.displayName,
    ...(voice.languageName === undefined ? {} : { hint: voice.languageName }),
  }));
}

/**
 * Returns jobs as choices. A stored job is in the language of its request, so it is described in the
 * reader's.
 */
async function jobChoices(origin: Origin, services: Services): Promise<readonly Choice[]> {
  const jobs = await services.jobs.list(origin, SEARCHED_JOBS);
  return jobs.map((job) => {
    const shown = { ...job, origin: { ...job.origin, locale: origin.locale } };
    return { value: job.id, label: askedText(shown), hint: stateText(shown) };
  });
}

/** Returns all commands, then their subcommands, as they are typed. */
function commandChoices(commands: readonly Command[], { locale }: Origin): readonly Choice[] {
  const described = describe(commands, locale);
  return [
    ...described,
    ...described.flatMap(({ name, subcommands = [] }) =>
      subcommands.map((sub) => ({ ...sub, name: `${name} ${sub.name}` })),
    ),
  ].map(({ name, description }) => ({ value: name, label: `/${name}`, hint: description }));
}

/** Only owners may see who else uses the bot. */
async function tenantsFor(origin: Origin, { isOwner, rules }: Services): Promise<readonly string[]> {
  if (!isOwner(origin)) return [];
  return [...new Set([origin.tenant, ...(await rules.tenants())])];
}

/** Returns the choices that fit, those that begin with the query first. */
function fitting(choices: readonly Choice[], query: string): readonly Choice[] {
  const wanted = query.trim().toLowerCase();
  const starting = choices.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const mentioning = choices.filter(
    ({ value, label }) => !value.toLowerCase().startsWith(wanted) && label.toLowerCase().includes(wanted),
  );
  return [...starting, ...mentioning];
}
