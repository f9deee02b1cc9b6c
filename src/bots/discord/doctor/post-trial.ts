import { NotPosted, type PostButtons, type PostFile } from '../../trials.ts';
import { buttonsFor } from '../draw/buttons.ts';
import { PLATFORM } from '../payload/platform.ts';
import { createDiscordApi, type SentMessage } from '../rest/discord-api.ts';
import { DiscordRefusal, refusalOf } from '../rest/discord-refusal.ts';
import type { OutgoingMessage } from '../rest/outgoing.ts';
import type { DiscordLook } from './discord-look.ts';
import { newNonce, REMOVED_WITHIN_MS, removes } from './send-checks.ts';

/** Returns what posts the bot's own buttons in a channel. */
export function postDiscordButtons(look: DiscordLook, channel: string): PostButtons {
  return async ({ text, actions }, signal) => {
    const application = await look.application();
    const id = application instanceof DiscordRefusal ? '' : application.id;
    // Bound to no member: each person who presses asks for themselves.
    const owner = { member: `${PLATFORM}:${id}`, tenant: `${PLATFORM}:${channel}` };
    const message = { content: text, buttons: buttonsFor(actions, owner, 'en') };
    const posted = await send(look, channel, message, signal);
    const api = createDiscordApi(look.rests);
    return { remove: () => removes(api, channel, posted.id, AbortSignal.timeout(REMOVED_WITHIN_MS)) };
  };
}

/** Returns what posts a file in a channel. */
export function postDiscordFile(look: DiscordLook, channel: string): PostFile {
  return async (content, file, signal) => {
    await send(look, channel, { content, files: [file] }, signal);
  };
}

async function send(
  look: DiscordLook,
  channel: string,
  message: OutgoingMessage,
  signal: AbortSignal,
): Promise<SentMessage> {
  if ((await look.application()) instanceof DiscordRefusal)
    throw new NotPosted('Discord doesn’t accept the bot.');
  try {
    return await createDiscordApi(look.rests).send(channel, message, { nonce: newNonce() }, signal);
  } catch (error) {
    throw new NotPosted(`Discord refuses the message: ${refusalOf(error).message}.`);
  }
}
