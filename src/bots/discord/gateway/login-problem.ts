import { RateLimitError } from 'discord.js';
import { formatMoment } from '../../../core/text/format-moment.ts';

/** Why the bot could not log in, in a sentence for the operator. Nothing of the error itself is repeated. */
export function loginProblem(error: unknown, apiUrl: string): string {
  const message = error instanceof Error ? error.message : '';
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'TokenInvalid' || /authentication failed|invalid token/i.test(message)) {
    return 'Discord does not accept DISCORD_TOKEN. Copy the token again from the Bot page of your application at https://discord.com/developers/applications.';
  }
  if (/disallowed intents/i.test(message)) {
    return 'Discord refuses an intent this bot asks for. It asks for none that is privileged, so check that DISCORD_TOKEN belongs to a bot, not to something else, and that the application is not disabled.';
  }
  if (error instanceof RateLimitError) {
    const minutes = Math.ceil(Math.max(error.retryAfter, error.sublimitTimeout) / 60_000);
    return `Discord was asked for too much with this token or from this address, and will not answer for ${minutes} minutes. Start again after that, and look for what else uses the token.`;
  }
  const [, resetsAt] = /^not enough sessions remaining .* resets at (\S+)$/i.exec(message) ?? [];
  if (resetsAt !== undefined) {
    return `Discord lets a bot connect only so often a day, and this one has used that up. Find out what starts it again and again, and start it after ${formatMoment('en', Date.parse(resetsAt))}.`;
  }
  if (/shard/i.test(message)) {
    return 'Discord refuses these shards. Leave SHARD_IDS and SHARD_COUNT out, or give each process its own ids below a count that is large enough.';
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return `Discord accepted the token but did not become ready in time. Check the connection to ${apiUrl} and start again.`;
  }
  return `Discord cannot be reached at ${apiUrl}. Check the network, and DISCORD_API_URL if you set it.`;
}
