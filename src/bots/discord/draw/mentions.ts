/** Members and roles as replies name them: `@discord:123`, `@&123`. */
const MEMBER = /@discord:(\d{1,20})\b/g;
const ROLE = /@&(\d{1,20})\b/g;

/** True for words that name a member or a role. */
export function hasMention(text: string): boolean {
  return withMentions(text) !== text;
}

/** Makes Discord show names in the place of ids. Pings are kept out by `allowed_mentions`, as everywhere. */
export function withMentions(text: string): string {
  return text.replace(MEMBER, '<@$1>').replace(ROLE, '<@&$1>');
}
