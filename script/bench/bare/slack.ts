/** The least that acknowledges on Slack over HTTP: the framework's app, whose only handler acknowledges. */
import { App } from '@slack/bolt';

const {
  SLACK_API_URL: slackApiUrl = '',
  SLACK_BOT_TOKEN: token = '',
  SLACK_SIGNING_SECRET: signingSecret = '',
} = process.env;
const app = new App({ token, signingSecret, clientOptions: { slackApiUrl } });

app.command(/^\//, async ({ ack }) => {
  await ack();
});
const server = await app.start({ port: 0, host: '127.0.0.1' });
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
process.stdout.write(`http://127.0.0.1:${address.port}\n`);
