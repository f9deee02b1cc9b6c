/** What a check found, in sentences for the bot owner. No field may hold a secret. */
export interface Finding {
  readonly level: 'ok' | 'warning' | 'broken';
  readonly fact: string;
  /** What to do about it; the check's own remedy by default. */
  readonly remedy?: string;
}

/** One thing that can be looked at before anybody depends on it. It charges nothing. */
export interface Check<Subject> {
  /** Stable, and unique among all checks, such as `discord.gateway`. */
  readonly name: string;
  /** What it looks at, for the documentation. Markdown, without a full stop. */
  readonly looksAt: string;
  /** What usually helps if it isn't in order. A sentence. */
  readonly remedy: string;
  /** How long it may take; for those that send large files. Default: 10 s. */
  readonly withinMs?: number;
  /**
   * Looks. No finding means that there is nothing to look at, or that another check reports why.
   *
   * @throws anything, which counts as broken.
   */
  run(subject: Subject, signal: AbortSignal): Promise<readonly Finding[]>;
}

/** Returns a finding that needs nothing to be done. */
export function inOrder(fact: string): readonly Finding[] {
  return [{ level: 'ok', fact }];
}

/** Returns a finding that limits the bot, or soon will. */
export function warning(fact: string, remedy?: string): readonly Finding[] {
  return [{ level: 'warning', fact, ...(remedy !== undefined && { remedy }) }];
}

/** Returns a finding with which the bot, or a part of it, can't work. */
export function broken(fact: string, remedy?: string): readonly Finding[] {
  return [{ level: 'broken', fact, ...(remedy !== undefined && { remedy }) }];
}
