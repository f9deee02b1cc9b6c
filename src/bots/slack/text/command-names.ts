/** The command that reaches all others, for workspaces where other apps own their names. */
export const UMBRELLA = 'audiopod';

/**
 * The commands Slack offers under {@link UMBRELLA} alone. Slack refuses a whole list of commands for one name
 * that it keeps to itself, and reports on this one disagree.
 */
export const ONLY_UNDER_UMBRELLA: ReadonlySet<string> = new Set(['help']);

/** Returns a text with the commands in it, and one that it begins with, named as people type them on Slack. */
export function withSlackNames(text: string): string {
  return text.replace(/(^|`)\/(\w+)/g, (typed, before: string, name: string) =>
    ONLY_UNDER_UMBRELLA.has(name) ? `${before}/${UMBRELLA} ${name}` : typed,
  );
}
