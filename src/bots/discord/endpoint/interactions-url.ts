/** Where Discord sends interactions, if the application’s “Interactions Endpoint URL” says so. */
export const INTERACTIONS_PATH = '/discord/interactions';

/** Returns what to enter as “Interactions Endpoint URL”. */
export function interactionsUrl(publicUrl: string): string {
  return new URL(INTERACTIONS_PATH, publicUrl).href;
}
