import type { FakeSlack } from './fake-slack.ts';
import { fileObject } from './file-object.ts';
import type { Payloads } from './payloads.ts';
import type { Realm } from './realm.ts';
import type { Sender } from './send-to-app.ts';
import type { FakeMessage } from './workspace.ts';

type Happenings = 'say' | 'mention' | 'directMessage' | 'echo' | 'event';

/** What people write, and what of it the app is told. */
export function createEvents(realm: Realm, payloads: Payloads, sender: Sender): Pick<FakeSlack, Happenings> {
  const { workspace } = realm;

  const say: FakeSlack['say'] = ({ user, channel, text = '', files = [], forwardedFiles = [], threadTs }) => {
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}.`);
    const message = workspace.post({
      channel,
      from: user,
      via: 'person',
      text,
      blocks: [],
      files,
      forwardedFiles,
      ...(threadTs !== undefined && { threadTs }),
    });
    for (const file of [...files, ...forwardedFiles])
      file.shares.push({ channel, ts: message.ts, ...(threadTs !== undefined && { threadTs }) });
    return message;
  };

  /** A message in a direct conversation; of a person or of the app itself. */
  function messageIm(message: FakeMessage) {
    const { type, user, ts, text } = payloads.messageObject(message);
    const common = {
      type,
      user,
      ts,
      text,
      channel: message.channel.id,
      channel_type: 'im',
      event_ts: ts,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
      ...(message.from === 'app' && { bot_id: realm.credentials.botId, app_id: realm.credentials.appId }),
    };
    const files = message.files.map((file) => fileObject(realm, file));
    return { ...common, ...(files.length > 0 && { subtype: 'file_share', files }) };
  }

  return {
    say,
    async mention(call, options) {
      if (!call.channel.botIsMember) throw new Error('Slack sends no app_mention from where the bot is not.');
      const text = `<@${workspace.bot.id}> ${call.text ?? ''}`.trim();
      const message = say({ ...call, text });
      const { user, ts, team } = payloads.messageObject(message);
      const files = message.files.map((file) => fileObject(realm, file));
      const event = {
        type: 'app_mention',
        user,
        text,
        ts,
        channel: call.channel.id,
        event_ts: ts,
        team,
        ...(files.length > 0 && { files }),
        ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
      };
      const delivered = await sender.send({ kind: 'events_api', payload: payloads.event(event) }, options);
      return { ...delivered, message };
    },
    async directMessage(call, options) {
      const message = say({ ...call, channel: workspace.dm(call.user) });
      const payload = payloads.event(messageIm(message));
      return { ...(await sender.send({ kind: 'events_api', payload }, options)), message };
    },
    echo: (message, options) =>
      sender.send({ kind: 'events_api', payload: payloads.event(messageIm(message)) }, options),
    event: (event, options) => sender.send({ kind: 'events_api', payload: payloads.event(event) }, options),
  };
}
