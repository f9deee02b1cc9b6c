import { z } from 'zod';
import { broken, type Check, inOrder } from '../../../core/model/check.ts';
import { SlackApiError } from '../web/slack-error.ts';
import { askSlack, type SlackLook } from './slack-look.ts';

const openedSchema = z.object({ url: z.url({ protocol: /^wss?$/ }) });
const frameSchema = z.object({ type: z.string() });

/** Opens a socket until Slack greets, and closes it. */
export const socketCheck: Check<SlackLook> = {
  name: 'slack.socket',
  looksAt: 'In socket mode: `SLACK_APP_TOKEN`, and whether a socket opens',
  remedy:
    'Use a token that starts with xapp- and has the scope connections:write, and turn Socket Mode on for the app.',
  async run({ apiUrl, access: { mode, appToken } }, signal) {
    if (mode !== 'socket' || appToken === undefined) return [];
    const token = appToken.reveal();
    let url: string;
    try {
      const method = 'apps.connections.open';
      ({ url } = (await askSlack({ apiUrl, method, token }, openedSchema, signal)).answer);
    } catch (error) {
      if (error instanceof SlackApiError) return broken(`Slack rejects SLACK_APP_TOKEN (${error.error}).`);
      return broken('Slack opens no connection.', 'Check the network, and SLACK_API_URL if you set it.');
    }
    const isGreeted = await greets(url, signal);
    if (isGreeted) return inOrder('A socket opens, and Slack greets.');
    return broken(
      'Slack opened a connection, but doesn’t greet over it.',
      'Let this computer open WebSockets (wss) to Slack, also through a proxy.',
    );
  },
};

/** Whether `hello` comes. Slack sends events to each open socket in turn, so it's closed right away. */
async function greets(url: string, signal: AbortSignal): Promise<boolean> {
  const socket = new WebSocket(url);
  const outcome = Promise.withResolvers<boolean>();
  const giveUp = (): void => outcome.resolve(false);
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string' && isHello(data)) outcome.resolve(true);
  });
  socket.addEventListener('error', giveUp);
  socket.addEventListener('close', giveUp);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await outcome.promise;
  } finally {
    signal.removeEventListener('abort', giveUp);
    socket.close();
  }
}

function isHello(data: string): boolean {
  try {
    return frameSchema.parse(JSON.parse(data)).type === 'hello';
  } catch {
    return false;
  }
}
