import { withFormButton } from '../../../src/bots/discord/draw/buttons.ts';
import { drawForm as drawDiscordForm } from '../../../src/bots/discord/draw/draw-form.ts';
import { drawReply } from '../../../src/bots/discord/draw/draw-reply.ts';
import { MAX_FIELDS } from '../../../src/bots/discord/payload/first-response.ts';
import { drawForm as drawSlackForm, type FormSubject } from '../../../src/bots/slack/draw/command-form.ts';
import { drawFormOffer } from '../../../src/bots/slack/draw/message.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import type { RawValues } from '../../../src/commands/framework/action.ts';
import { type ActionDescription, describe } from '../../../src/commands/framework/describe.ts';
import { formFields } from '../../../src/commands/framework/form-fields.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { panel } from '../draw/discord.ts';
import { discordForm, slackForm } from '../draw/form.ts';
import { slackWords } from '../draw/slack.ts';
import { slot } from '../draw/web.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';
import { factsIn } from '../facts.ts';
import { originIn } from '../sample/origin.ts';

/** Shows the form of every command, on platforms that have one for it. */
export async function forms(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const subject of subjects()) {
    const line = `/${[subject.command, subject.subcommand].filter(Boolean).join(' ')}`;
    const form = await exhibit(line, (locale) => panelsOf(subject, line, locale));
    if (form.panels.en.length > 0) shown.push(form);
  }
  shown.push(await exhibit('form could not open', offer));
  shown.push(await exhibit('a wrong value in a form', refusedValue));
  return {
    id: 'forms',
    title: 'Forms',
    about:
      'Slack’s form for every command; on Discord, where there is nothing to work on yet; on the page, for secrets.',
    exhibits: shown,
  };
}

function subjects(): readonly FormSubject[] {
  return describe(COMMANDS, 'en').flatMap(({ name: command, subcommands }) =>
    subcommands === undefined
      ? [{ command }]
      : subcommands.map(({ name }) => ({ command, subcommand: name })),
  );
}

function panelsOf(subject: FormSubject, line: string, locale: Locale): readonly Panel[] {
  const commands = describe(COMMANDS, locale);
  const command = commands.find(({ name }) => name === subject.command);
  const action = command?.action ?? command?.subcommands?.find(({ name }) => name === subject.subcommand);
  const view = drawSlackForm(subject, commands, '', locale);
  const modal = action && discordModal(action, subject, locale);
  return [
    ...(action?.secrets === undefined ? [] : [slot(locale, { kind: 'secrets', line })]),
    ...(modal === undefined ? [] : [discordForm(modal)]),
    ...(view === undefined || view.blocks.length === 0 ? [] : [slackForm(view)]),
  ];
}

/** Returns Discord's form for a command that has nothing to work on yet, or for secrets. */
function discordModal(
  action: ActionDescription,
  subject: FormSubject,
  locale: Locale,
): ReturnType<typeof drawDiscordForm> | undefined {
  const secrets = (action.secrets ?? []).map((one) => ({
    ...one,
    ...{ kind: 'secret' as const, required: true as const },
  }));
  const fields = [...formFields(action, [], MAX_FIELDS), ...secrets];
  return fields.length === 0 ? undefined : drawDiscordForm('sample', subject, fields, locale);
}

/** Shows a refused value, and the form that its button opens. */
function refusedValue(locale: Locale): readonly Panel[] {
  const subject = { command: 'transcribe' };
  const described = describe(COMMANDS, locale).find(({ name }) => name === subject.command);
  const text = explainFailure(locale, { code: 'url-invalid', facts: factsIn(locale) });
  const refused = drawReply({ tone: 'refusal', text, actions: [] }, originIn('discord', locale));
  const values: RawValues = {
    audio: { kind: 'attachment', ref: '', name: 'interview.m4a' },
    ...{ url: 'example', format: 'srt', private: true },
  };
  const form = drawDiscordForm(
    'sample',
    subject,
    formFields(described?.action, [], MAX_FIELDS),
    locale,
    values,
  );
  return [panel([withFormButton(refused, 'sample', locale)]), discordForm(form)];
}

function offer(locale: Locale): readonly Panel[] {
  const text = explainFailure(locale, { code: 'form-needed', facts: {} });
  return [slackWords(drawFormOffer(text, 'open-form', '', locale))];
}
