import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawForm } from '../../../src/bots/slack/draw/command-form.ts';
import { wantsForm } from '../../../src/bots/slack/inbound/read-line.ts';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { describe as describeCommands } from '../../../src/commands/framework/describe.ts';
import { LOCALES } from '../../../src/core/model/locale.ts';
import { fromDollars } from '../../../src/core/model/money/money.ts';
import type { FieldState } from '../../fakes/slack/fields.ts';
import { buttonOf, buttonsOn } from './fixtures/buttons.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

/** A form that was filled in wrong. */
interface Row {
  /** What opens it, without the slash. */
  readonly line: string;
  /** Completes “says … at its field”. */
  readonly fault: string;
  /** By option. An `external_select` gets the first that is offered. */
  readonly fields: Readonly<Record<string, FieldState | 'first offered'>>;
  /** The option whose field shows the error. */
  readonly at: string;
  /** Whether an admin sends it. */
  readonly isAdmin?: true;
}

const PRIVATE_LINK = { text: 'http://192.168.0.1/song.mp3' };
const WORDS = { text: 'Lamps along the harbour' };
const BLANK = { text: '   ' };

const ROWS: readonly Row[] = [
  {
    line: 'tts',
    fault: 'a language that is none',
    fields: { text: WORDS, language: { text: 'local' } },
    at: 'language',
  },
  { line: 'tts', fault: 'a missing text', fields: { speed: { text: '1.5' } }, at: 'text' },
  { line: 'stems', fault: 'missing audio', fields: { mode: { option: 'two' } }, at: 'audio' },
  {
    line: 'stems',
    fault: 'a private link',
    fields: { url: PRIVATE_LINK, mode: { option: 'two' } },
    at: 'url',
  },
  {
    ...{ line: 'stems', fault: 'a stem that this mode has none of' },
    fields: {
      url: { text: 'https://example.com/a.mp3' },
      mode: { option: 'two' },
      stem: { option: 'drums' },
    },
    at: 'stem',
  },
  { line: 'music song', fault: 'a blank prompt', fields: { prompt: BLANK, title: WORDS }, at: 'prompt' },
  { line: 'music rap', fault: 'blank lyrics', fields: { prompt: WORDS, lyrics: BLANK }, at: 'lyrics' },
  {
    line: 'music instrumental',
    fault: 'a blank prompt',
    fields: { prompt: BLANK, title: WORDS },
    at: 'prompt',
  },
  { line: 'music vocals', fault: 'blank lyrics', fields: { prompt: WORDS, lyrics: BLANK }, at: 'lyrics' },
  { line: 'music samples', fault: 'a blank prompt', fields: { prompt: BLANK, title: WORDS }, at: 'prompt' },
  { line: 'music remix', fault: 'missing audio', fields: { prompt: WORDS }, at: 'audio' },
  { line: 'music bloom', fault: 'missing audio', fields: { lyrics: WORDS }, at: 'audio' },
  { line: 'transcribe', fault: 'missing audio', fields: { language: { text: 'en' } }, at: 'audio' },
  {
    line: 'transcribe',
    fault: 'what is no link',
    fields: { url: WORDS, language: { text: 'en' } },
    at: 'url',
  },
  {
    ...{ line: 'transcribe', fault: 'more speakers at least than at most' },
    fields: {
      ...{ url: { text: 'https://example.com/a.mp3' }, speakers: { options: ['on'] } },
      ...{ min_speakers: { text: '5' }, max_speakers: { text: '2' } },
    },
    at: 'max_speakers',
  },
  {
    line: 'diarize',
    fault: 'a private link',
    fields: { url: PRIVATE_LINK, speakers: { text: '2' } },
    at: 'url',
  },
  { line: 'denoise', fault: 'a private link', fields: { url: PRIVATE_LINK }, at: 'url' },
  { line: 'denoise', fault: 'missing audio', fields: { private: { options: ['on'] } }, at: 'audio' },
  {
    line: 'voice clone',
    fault: 'a missing recording',
    fields: { name: WORDS, description: WORDS },
    at: 'audio',
  },
  { line: 'voice clone', fault: 'a blank name', fields: { name: BLANK, description: WORDS }, at: 'name' },
  {
    line: 'voice delete',
    fault: 'a voice of AudioPod’s own',
    fields: { voice: 'first offered' },
    at: 'voice',
  },
  {
    ...{ line: 'wallet allow', fault: 'nobody to allow it to', isAdmin: true },
    ...{ fields: { command: { option: 'tts' } }, at: 'user' },
  },
  {
    ...{ line: 'wallet connect', fault: 'what is no key', isAdmin: true },
    ...{ fields: { 'secret:key': { text: 'sk-something' } }, at: 'key' },
  },
  { line: 'wallet warn', fault: 'a member who may not', fields: { where: { option: 'here' } }, at: 'where' },
  { line: 'wallet timezone', fault: 'a member who may not', fields: { zone: 'first offered' }, at: 'zone' },
];

describe('a form that was filled in wrong', () => {
  let here: SlackWorld;
  before(async () => {
    here = await startSlackWorld();
  });
  after(() => here[Symbol.asyncDispose]());

  for (const { line, fault, fields, at, isAdmin } of ROWS) {
    it(`of /${line} says at ${at} that there is ${fault}, and keeps what was typed`, async () => {
      const { slack } = here;
      const user = isAdmin === true ? slack.users.admin : slack.users.member;
      const said = slack.messagesFor(user).length;
      const [name = '', text = ''] = line.split(' ');
      await slack.command({ command: `/${name}`, text, user, channel: slack.channels.general });
      const view = await slack.until('the form', () => slack.views.find((one) => one.open));
      const given: Record<string, FieldState> = {};
      for (const [option, state] of Object.entries(fields)) {
        const actionId = option.includes(':') ? option : `option:${option}`;
        if (state !== 'first offered') given[actionId] = state;
        else {
          const [first] = (await slack.suggest({ user, on: view, actionId, value: '' })).options;
          assert.ok(first !== undefined);
          given[actionId] = { option: first.value };
        }
      }
      await slack.submit({ user, view, fields: given });
      try {
        assert.equal(view.open, true, JSON.stringify(slack.messagesFor(user).at(-1)?.text));
        assert.deepEqual(Object.keys(view.errors), [at], JSON.stringify(view.errors));
        assert.match(view.errors[at] ?? '', /^[^`]+$/);
        const kept = JSON.stringify([...view.state.values()].map((block) => [...block]));
        for (const state of Object.values(given)) {
          const [value] = Object.values(state).flat();
          assert.ok(kept.includes(JSON.stringify(value)), kept);
        }
        assert.equal(slack.messagesFor(user).length, said, 'nothing is said in a channel');
        assert.deepEqual(await here.jobs(), []);
      } finally {
        view.open = false;
      }
      slack.assertClean();
    });
  }

  it('of the limit that refused a job says at its field that an amount is none, and keeps what was typed', async () => {
    await using poor = await startSlackWorld({ world: { limits: { memberDaily: fromDollars(0.02) } } });
    const { slack } = poor;
    const { admin: user } = slack.users;
    const channel = slack.channels.general;
    await slack.command({ command: '/tts', text: 'word '.repeat(200), user, channel });
    const on = await slack.until('the refusal', () =>
      slack
        .messagesFor(user, channel)
        .find((one) => buttonsOn(one).some(({ words }) => words === 'Raise limit')),
    );
    await slack.press({ user, on, actionId: buttonOf(on, 'raise') });
    const view = await slack.until('the form', () => slack.views[0]);
    const fields = { 'option:per_user_daily': { text: '12' }, 'option:monthly': { text: 'a lot' } };
    await slack.submit({ user, view, fields });
    assert.equal(view.open, true);
    assert.deepEqual(Object.keys(view.errors), ['monthly']);
    assert.match(JSON.stringify([...(view.state.get('per_user_daily') ?? [])]), /"12"/);
    await slack.submit({ user, view, fields: { 'option:monthly': { text: '20' } } });
    assert.equal(view.open, false, 'the rest was not typed again');
    const told = await slack.until('the answer', () =>
      slack.messagesFor(user).find(({ text }) => text.includes('$12')),
    );
    assert.match(told.text, /\$20/);
    slack.assertClean();
  });

  it('never names a length that its field does not hold', () => {
    for (const locale of LOCALES) {
      const commands = describeCommands(COMMANDS, locale);
      const view = drawForm({ command: 'tts' }, commands, '', locale);
      const [label, hint] =
        view?.blocks.flatMap((block) =>
          'element' in block && block.block_id === 'text' ? [block.label.text, block.hint?.text] : [],
        ) ?? [];
      assert.doesNotMatch(label ?? '', /\d/);
      assert.match(hint ?? '', /3,000/);
    }
  });

  it('is tried for every command whose form Slack opens and whose fields can be wrong', () => {
    // A list offers only what is right, and a number stays between its ends.
    const fine = [
      'voice show',
      'wallet estimate',
      'wallet forgive',
      'jobs show',
      'jobs fetch',
      'jobs cancel',
      'jobs delete',
    ];
    const opened = describeCommands(COMMANDS, 'en').flatMap(({ name, action, subcommands }) =>
      subcommands === undefined
        ? action !== undefined && wantsForm(action)
          ? [name]
          : []
        : subcommands.filter((one) => wantsForm(one)).map((one) => `${name} ${one.name}`),
    );
    const tried = new Set([...ROWS.map(({ line }) => line), ...fine]);
    assert.deepEqual(
      opened.filter((line) => !tried.has(line)),
      [],
    );
  });
});
