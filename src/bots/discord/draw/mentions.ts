/** Members and roles as replies name them: `@discord:123`, `@&123`. */
const MEMBER = /@discord:(\d{1,20})\b/g;
const ROLE = /@&(\d{1,20})\b/g;

/** Whether a text names a member or a role. */
export function hasMention(text: string): boolean {
  return withMentions(text) !== text;
}

/**
 * Replaces ids by mentions, which Discord shows as names. `allowed_mentions` prevents pings, as everywhere.
 */
export function withMentions(text: string): string {
  return text.replace(MEMBER, '<@$1>').replace(ROLE, '<@&$1>');
}

/** Returns a text that begins with the name of a member. Whether it notifies them depends on `allowed_mentions`. */
export function naming(userId: string | undefined, text: string): string {
  return userId === undefined ? text : `<@${userId}> ${text}`;
}
