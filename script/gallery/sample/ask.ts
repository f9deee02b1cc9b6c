import type { Secrets } from '../../../src/commands/framework/action.ts';
import type { Action } from '../../../src/core/model/job/action.ts';
import type { Locale } from '../../../src/core/model/locale.ts';
import { FIRST_TENANT_RULES, type TenantRules } from '../../../src/core/model/money/spending-rules.ts';
import type { Scene } from './services.ts';

/** One request, its caller, and the state it meets. */
export interface Ask {
  readonly line: string;
  /** What is different about this one. */
  readonly about?: string;
  readonly isAdmin?: boolean;
  readonly scene?: (locale: Locale) => Scene;
  /** The command, if it comes from a private form. */
  readonly command?: { readonly command: string; readonly subcommand: string; readonly secrets: Secrets };
  readonly options?: Readonly<Record<string, string>>;
  /** A button that was pressed instead. */
  readonly button?: Action;
}

/** A request of the bot owner. */
export const OWNER: Scene = { isOwner: true };

/** Returns rules without any setting. */
export function unset(): TenantRules {
  return FIRST_TENANT_RULES;
}
