/** A strict fake Slack in its own process, so that its resource use does not affect the bot. */
import { systemClock } from '../../../src/core/async/clock.ts';
import { startFakeSlack } from '../../../test/fakes/slack/start-fake-slack.ts';
import { serveStation } from './serve-station.ts';

// A benchmark measures real time.
const slack = await startFakeSlack({ clock: systemClock });
const user = slack.users.member;
const channel = slack.channels.general;
let acknowledged = 0;

await serveStation({
  introduction: {
    variables: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    },
    tenant: `slack:${slack.team.id}`,
    member: `slack:${slack.team.id}:${user.id}`,
    channel: channel.id,
  },
  reachAt: (url) => slack.useOrigin(url),
  callAt: (url) => slack.useHttp(`${url}/slack/events`),
  async send({ name, subcommand, options }) {
    const text = [...(subcommand === undefined ? [] : [subcommand]), ...Object.values(options)].join(' ');
    const call = { command: `/${name}`, text, user, channel };
    const { ackMs = null } = await slack.command(call, { mayFail: true });
    if (ackMs !== null) acknowledged += 1;
    return ackMs;
  },
  countUnanswered: () =>
    Math.max(0, acknowledged - slack.messages.filter(({ from }) => from === 'app').length),
  countSounds: () =>
    slack.files.filter((file) => file.stage === 'complete' && file.name.endsWith('.m4a')).length,
  assertClean: () => slack.assertClean(),
  close: async () => slack[Symbol.asyncDispose](),
});
