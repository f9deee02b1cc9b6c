import type { DiscordRefusal } from '../rest/discord-refusal.ts';

/** Discord's code for the 200 new commands of a day. */
const TOO_MANY_NEW = 30_034;
const INVALID_BODY = 50_035;

/** Explains why the commands could not be registered, for the bot owner. */
export function registrationProblem(
  refusal: DiscordRefusal,
  { apiUrl, devGuild }: { readonly apiUrl: string; readonly devGuild?: string },
): string {
  if (refusal.trouble === 'unauthorized') {
    return 'Discord rejected DISCORD_TOKEN. Copy it again from the Bot page of your application.';
  }
  if (refusal.trouble === 'place-closed' && devGuild !== undefined) {
    return `The bot may not register commands in server ${devGuild}. Check DISCORD_DEV_GUILD, and that the bot was added there.`;
  }
  if (refusal.code === TOO_MANY_NEW)
    return 'Discord’s 200 new commands a day are used up. Try again tomorrow.';
  if (refusal.code === INVALID_BODY) {
    return `Discord rejected the commands (${refusal.message}). Check the Installation page of your application, and update the bot.`;
  }
  if (refusal.status === 0) {
    return `Discord can’t be reached at ${apiUrl}. Check the network, and DISCORD_API_URL if you set it.`;
  }
  return `Discord refused the commands (${refusal.message}). Try again in a few minutes.`;
}
