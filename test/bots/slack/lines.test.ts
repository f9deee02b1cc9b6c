import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import { parseLine } from '../../../src/commands/dispatch/parse-line.ts';
import { type RecordingDesk, recordingDesk } from './fixtures/recording-desk.ts';
import { type SlackWorld, startSlackWorld } from './fixtures/slack-world.ts';

/** What is typed as Slack sends it, and what the command gets to see. */
const CASES: readonly {
  readonly about: string;
  readonly command: string;
  readonly text: string;
  readonly raw: Readonly<Record<string, unknown>>;
}[] = [
  { about: 'plain words', command: '/tts', text: 'Hello there', raw: { text: 'Hello there' } },
  { about: 'the other name', command: '/speak', text: 'Hello', raw: { text: 'Hello' } },
  { about: 'the umbrella', command: '/audiopod', text: 'tts Hello', raw: { text: 'Hello' } },
  {
    about: 'options first',
    command: '/tts',
    text: 'voice:aura speed:1.5 Hello',
    raw: { voice: 'aura', speed: '1.5', text: 'Hello' },
  },
  {
    about: 'straight quotes',
    command: '/tts',
    text: 'text:"a b" voice:aura',
    raw: { text: 'a b', voice: 'aura' },
  },
  { about: 'curly quotes of phones', command: '/tts', text: '“Hello there”', raw: { text: 'Hello there' } },
  {
    about: 'two dashes',
    command: '/tts',
    text: 'voice:aura -- speed:2 is text',
    raw: { voice: 'aura', text: 'speed:2 is text' },
  },
  {
    about: 'a long dash',
    command: '/tts',
    text: 'voice:aura — speed:2 is text',
    raw: { voice: 'aura', text: 'speed:2 is text' },
  },
  { about: 'an unknown key', command: '/tts', text: 'Note: hello', raw: { text: 'Note: hello' } },
  {
    about: 'an address first',
    command: '/tts',
    text: 'https://example.org is a site',
    raw: { text: 'https://example.org is a site' },
  },
  {
    about: 'escaped characters, once',
    command: '/tts',
    text: 'a &amp;lt; b &lt; c &gt; d',
    raw: { text: 'a &lt; b < c > d' },
  },
  { about: 'a mention with a name', command: '/tts', text: 'Hi <@U123ABC|mia>!', raw: { text: 'Hi mia!' } },
  { about: 'a channel', command: '/tts', text: 'See <#C123ABC|general>', raw: { text: 'See general' } },
  {
    about: 'a broadcast',
    command: '/tts',
    text: 'Dear <!channel> and <!here|here>',
    raw: { text: 'Dear channel and here' },
  },
  { about: 'an emoji', command: '/tts', text: 'Done :tada:', raw: { text: 'Done tada' } },
  {
    about: 'an emoji after a named option',
    command: '/tts',
    text: 'voice:aura speed:1.5 :tada: Done',
    raw: { voice: 'aura', speed: '1.5', text: 'tada Done' },
  },
  {
    about: 'a labelled link, read aloud',
    command: '/tts',
    text: 'See <https://example.org/a|our site>',
    raw: { text: 'See our site' },
  },
  {
    about: 'a labelled link, worked on',
    command: '/stems',
    text: 'six <https://example.org/a.mp3|song>',
    raw: { mode: 'six', url: 'https://example.org/a.mp3' },
  },
  {
    about: 'mode by name',
    command: '/stems',
    text: 'mode:six https://example.org/a.mp3',
    raw: { mode: 'six', url: 'https://example.org/a.mp3' },
  },
  {
    about: 'a mail address',
    command: '/tts',
    text: 'Mail <mailto:a@b.org|a@b.org>',
    raw: { text: 'Mail a@b.org' },
  },
  { about: 'smaller than', command: '/tts', text: 'is 1 <2 and 3> 2', raw: { text: 'is 1 <2 and 3> 2' } },
  { about: 'several lines', command: '/tts', text: 'One\nTwo', raw: { text: 'One\nTwo' } },
  { about: 'private', command: '/tts', text: 'private:on Hello', raw: { private: 'on', text: 'Hello' } },
  {
    about: 'subcommands',
    command: '/wallet',
    text: 'estimate stems 180',
    raw: { service: 'stems', seconds: '180' },
  },
];

describe('a slash command reaches the desk as it was typed', () => {
  let here: SlackWorld;
  let desk: RecordingDesk;
  before(async () => {
    here = await startSlackWorld({
      desk: (plain) => {
        desk = recordingDesk(plain);
        return desk;
      },
    });
  });
  after(() => here[Symbol.asyncDispose]());

  for (const { about, command, text, raw } of CASES) {
    it(`${about}: ${command} ${JSON.stringify(text)}`, async () => {
      const { slack } = here;
      const before = desk.asked.length;
      await slack.command({ command, text, user: slack.users.member, channel: slack.channels.general });
      const asked = await slack.until('the desk', () => desk.asked[before]);
      assert.ok('line' in asked);
      assert.deepEqual(parseLine(asked.line, COMMANDS).raw, raw);
      assert.equal(asked.origin.tenant, `slack:${slack.team.id}`);
      assert.equal(asked.origin.member, `slack:${slack.team.id}:${slack.users.member.id}`);
    });
  }

  it('looks up people who are mentioned without a name', async () => {
    const { slack } = here;
    const before = desk.asked.length;
    await slack.command({
      command: '/tts',
      text: `Thanks <@${slack.users.admin.id}>`,
      user: slack.users.member,
      channel: slack.channels.general,
    });
    const asked = await slack.until('the desk', () => desk.asked[before]);
    assert.ok('line' in asked);
    assert.match(asked.line, /^tts Thanks (Ada Adams|ada)$/);
    slack.assertClean();
  });
});
