import type { CommandDispatcher, FilledCommand } from '../../../commands/dispatch/command-dispatcher.ts';
import type { RawValues } from '../../../commands/framework/action.ts';
import { describedAction } from '../../../commands/framework/described.ts';
import type { RawValue } from '../../../commands/framework/option.ts';
import type { Locale } from '../../../core/model/locale.ts';
import { Secret } from '../../../core/model/secret.ts';
import { joinSentences } from '../../../core/text/explain-failure.ts';
import { MAX_WORDS } from '../draw/draw-field.ts';
import { MAX_FIELDS } from '../payload/first-response.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import type { Press } from '../payload/press-id.ts';
import { say } from '../text/words.ts';
import { type Answered, refusal } from './answer.ts';
import { listFor, PAGE, withList } from './choose.ts';
import { keepForm, keptFormOf } from './form-memory.ts';
import type { Request } from './handle-interaction.ts';
import type { Receiver } from './receiver.ts';

type Sent = Extract<InteractionRequest, { readonly kind: 'form' }>;

/** Returns a typed command as a request. */
export function commandRequest(receiver: Receiver, command: FilledCommand): Request {
  return {
    async run(origin, signal, findPermissions, identity) {
      const { dispatcher } = receiver;
      const answer = await dispatcher.run({ ...command, origin, findPermissions, identity }, signal);
      const offered = await withForm(receiver, command, [], answer);
      return withList(receiver, command, offered, origin, signal);
    },
  };
}

/** Returns a submitted form as the command it was opened for. Its secret goes to the dispatcher only. */
export function formRequest(receiver: Receiver, { id, fields }: Sent): Request {
  const { dispatcher } = receiver;
  if (id.kind === 'secret') {
    const { kind: _kind, ...command } = id;
    const secrets = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, new Secret(String(value))]),
    );
    return {
      run: (origin, signal, findPermissions, identity) =>
        dispatcher.run({ ...command, options: {}, secrets, origin, findPermissions, identity }, signal),
    };
  }
  return {
    async run(origin, signal, findPermissions, identity) {
      const kept = await keptFormOf(receiver, id.key);
      if (kept === undefined) return lost(origin.locale);
      const { fields: asked, ...command } = kept;
      const filled = { ...command, options: filledIn(command.options, fields) };
      const answer = await dispatcher.run({ ...filled, origin, findPermissions, identity }, signal);
      const offered = await withForm(receiver, filled, asked, answer);
      return withList(receiver, filled, offered, origin, signal);
    },
  };
}

/** Returns a value chosen from a list as the command that lacked it. */
export function choiceRequest(
  receiver: Receiver,
  { key, value }: Extract<Press, { readonly kind: 'choice' }>,
): Request {
  return {
    async run(origin, signal, findPermissions, identity) {
      const kept = await keptFormOf(receiver, key);
      if (kept === undefined) return lost(origin.locale);
      const { fields, ...command } = kept;
      const chosen = Object.fromEntries(fields.map((name) => [name, value]));
      const filled = { ...command, options: { ...command.options, ...chosen } };
      return commandRequest(receiver, filled).run(origin, signal, findPermissions, identity);
    },
  };
}

/** Returns another page of a list: of what its command lists, or of what an option can be. */
export function turnRequest(
  receiver: Receiver,
  { key, page }: Extract<Press, { readonly kind: 'turn' }>,
): Request {
  return {
    async run(origin, signal, findPermissions, identity) {
      const kept = await keptFormOf(receiver, key);
      const [option] = kept?.fields ?? [];
      if (kept === undefined || option === undefined) return lost(origin.locale);
      const { fields: _fields, ...command } = kept;
      if (option === PAGE) {
        const turned = { ...command, options: { ...command.options, [PAGE]: page + 1 } };
        return commandRequest(receiver, turned).run(origin, signal, findPermissions, identity);
      }
      const list = await listFor(receiver, { ...command, option, page, key }, origin, signal);
      if (list === undefined || list.choices.length === 0) return lost(origin.locale);
      const text = say(origin.locale, `discord.choose.${list.kind}`);
      return { kind: 'reply', reply: { tone: 'info', text, actions: [] }, list };
    },
  };
}

function lost(locale: Locale): Answered {
  const words = [say(locale, 'discord.form.gone'), say(locale, 'discord.form.gone.next')];
  return { kind: 'reply', reply: refusal(joinSentences(locale, ...words)) };
}

/** What the form holds counts: a field that was emptied takes its value away, but a kept file stays. */
function filledIn(before: RawValues, fields: RawValues): RawValues {
  const isGiven = ([, value]: readonly [string, RawValue]): boolean =>
    typeof value === 'string' ? value.trim() !== '' : value !== false;
  const emptied = Object.entries(fields)
    .filter((one) => !isGiven(one))
    .map(([name]) => name);
  const given = Object.fromEntries(Object.entries(fields).filter(isGiven));
  // An unchecked box says no only where it was checked before; elsewhere nothing was said.
  const unchecked = emptied.filter((name) => fields[name] === false && before[name] !== undefined);
  const kept = Object.entries(before).filter(([name]) => !emptied.includes(name));
  return {
    ...Object.fromEntries(kept),
    ...given,
    ...Object.fromEntries(unchecked.map((name) => [name, false])),
  };
}

/**
 * Offers the form again, filled in, where one of its values was refused: nothing typed is lost. A command that was
 * typed without a form gets one for that value.
 */
async function withForm(
  receiver: Receiver,
  { command, subcommand, options }: FilledCommand,
  asked: readonly string[],
  answer: Awaited<ReturnType<CommandDispatcher['run']>>,
): Promise<Answered> {
  const wrong = answer.kind === 'reply' ? answer.reply.option : undefined;
  if (answer.kind !== 'reply' || wrong === undefined) return answer;
  const described = describedAction(receiver.dispatcher.describe('en'), command, subcommand);
  const all = described?.options ?? [];
  if (described?.startsJob !== true || !all.some(({ name }) => name === wrong)) return answer;
  const isShowable = (name: string): boolean => {
    const value = options[name];
    return name === wrong || typeof value !== 'string' || value.length <= MAX_WORDS;
  };
  const others = [...asked, ...Object.keys(options), ...sourcesOf(wrong, all)];
  const fields = [...new Set([wrong, ...others])].filter(isShowable).slice(0, MAX_FIELDS);
  const form = { command, ...(subcommand !== undefined && { subcommand }), options, fields };
  return { ...answer, formKey: await keepForm(receiver, form) };
}

/** A missing file may be a link as well, and a link a file. */
function sourcesOf(wrong: string, all: readonly { readonly name: string }[]): readonly string[] {
  const sources = ['audio', 'url'];
  return sources.includes(wrong) ? sources.filter((name) => all.some((one) => one.name === name)) : [];
}
