import { RateLimitError } from 'discord.js';
import { formatMoment } from '../../../core/text/format-moment.ts';
import { DiscordPaused } from '../rest/pause.ts';

/** Explains why the bot could not log in, for the bot owner. Nothing of the error itself is quoted. */
export function loginProblem(error: unknown, apiUrl: string): string {
  const message = error instanceof Error ? error.message : '';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'TokenInvalid' || /authentication failed|invalid token/i.test(message)) {
    return 'Discord rejected DISCORD_TOKEN. Copy the token again from your application’s Bot page at https://discord.com/developers/applications.';
  }
  if (/disallowed intents/i.test(message)) {
    return 'Discord rejected an intent, although the bot needs no privileged one. Check that DISCORD_TOKEN is a bot’s token and that the application isn’t disabled.';
  }
  if (error instanceof RateLimitError) {
    const minutes = Math.ceil(Math.max(error.retryAfter, error.sublimitTimeout) / 60_000);
    return `Discord rate-limited this token. Start again in ${minutes} minutes. Check that nothing else uses the token.`;
  }
  if (error instanceof DiscordPaused) {
    const minutes = Math.ceil(error.leftMs / 60_000);
    return `Discord refuses requests from this computer’s address for now. Start again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. Check what else uses the address.`;
  }
  const [, resetsAt] = /^not enough sessions remaining .* resets at (\S+)$/i.exec(message) ?? [];
  if (resetsAt !== undefined) {
    return `This bot has used up its Discord logins for today. Start again after ${formatMoment('en', Date.parse(resetsAt))}, and find out what keeps restarting it.`;
  }
  if (/shard/i.test(message)) {
    return 'Discord rejected these shards. Unset SHARD_IDS and SHARD_COUNT, or raise SHARD_COUNT and give each process its own SHARD_IDS.';
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `Discord accepted the token, but wasn’t ready in time. Check the connection to ${apiUrl} and start again.`;
  }
  return `The bot can’t reach Discord at ${apiUrl}. Check the network, and DISCORD_API_URL if you set it.`;
}
