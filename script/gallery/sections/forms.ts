import { drawForm as drawDiscordForm } from '../../../src/bots/discord/draw/draw-form.ts';
import { drawForm as drawSlackForm, type FormSubject } from '../../../src/bots/slack/draw/command-form.ts';
import { drawFormOffer } from '../../../src/bots/slack/draw/message.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { type ActionDescription, describe } from '../../../src/commands/framework/describe.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { type DiscordModal, discordForm, slackForm } from '../draw/form.ts';
import { slackWords } from '../draw/slack.ts';
import { slot } from '../draw/web.ts';
import { type Exhibit, exhibit, type Panel, type Section } from '../exhibit.ts';

/** Shows the form of every command, on platforms that have one for it. */
export async function forms(): Promise<Section> {
  const shown: Exhibit[] = [];
  for (const subject of subjects()) {
    const line = `/${[subject.command, subject.subcommand].filter(Boolean).join(' ')}`;
    const form = await exhibit(line, (locale) => panelsOf(subject, line, locale));
    if (form.panels.en.length > 0) shown.push(form);
  }
  shown.push(await exhibit('form could not open', offer));
  return {
    id: 'forms',
    title: 'Forms',
    about: 'Slack’s form for every command; on Discord and the page, where words or a secret are asked for.',
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
  const modal = action && discordModal(action, line);
  return [
    ...(action?.secrets === undefined ? [] : [slot(locale, { kind: 'secrets', line })]),
    ...(modal === undefined ? [] : [{ where: 'Discord', body: discordForm(modal) } as const]),
    ...(view === undefined || view.blocks.length === 0
      ? []
      : [{ where: 'Slack', body: slackForm(view) } as const]),
  ];
}

/** Returns the Discord form for missing text of a command, and for secrets. */
function discordModal(
  { startsJob, options, secrets = [] }: ActionDescription,
  line: string,
): DiscordModal | undefined {
  const words = startsJob ? options.filter(({ kind, required }) => kind === 'text' && required) : [];
  const fields = [...words, ...secrets.map((one) => ({ ...one, required: true }))];
  // Discord's own type of a modal is less precise than what was just drawn.
  return fields.length === 0 ? undefined : (drawDiscordForm('sample', line, fields) as DiscordModal);
}

function offer(locale: Locale): readonly Panel[] {
  const text = explainFailure(locale, { code: 'form-needed', facts: {} });
  return [slackWords(drawFormOffer(text, 'open-form', '', locale))];
}
