/** What the page learns of the member, of what can be asked for, and of what that costs. Plain data; see view.ts. */

/** One value that the command menu offers for an option. */
export interface ChoiceView {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** One option of a command, as the command menu needs it. */
export interface OptionView {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices?: readonly ChoiceView[];
  readonly min?: number;
  readonly max?: number;
  /** Typed without its name: `/tts Hello`. */
  readonly isBare: boolean;
}

/** One field for a secret value. */
export interface SecretView {
  readonly name: string;
  readonly description: string;
  readonly maxLength?: number;
}

/** One command, as the command menu needs it. */
export interface CommandView {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly description: string;
  /** Exactly one of `action` and `subcommands` is present. */
  readonly action?: { readonly options: readonly OptionView[]; readonly secrets?: readonly SecretView[] };
  readonly subcommands?: readonly {
    readonly name: string;
    readonly description: string;
    readonly options: readonly OptionView[];
    readonly secrets?: readonly SecretView[];
  }[];
}

/** Everything the page needs to start. */
export interface SessionView {
  readonly locale: 'en' | 'zh-CN';
  readonly words: Readonly<Record<string, string>>;
  readonly commands: readonly CommandView[];
  readonly maxAttachmentBytes: number;
  /** Whether AudioPod is simulated, so that nothing is charged. */
  readonly isSandbox: boolean;
}

/** What was spent under one limit. */
export interface BudgetFigureView {
  /** Whose spending it is, and of which period. */
  readonly name: string;
  /** What was spent, and the limit. */
  readonly value: string;
  /** The share of the limit in use, 0 to 1. */
  readonly share: number;
}

/** What was spent under which limits; empty without limits. */
export interface BudgetView {
  readonly figures: readonly BudgetFigureView[];
}

/** What a line would cost if it were sent now. */
export interface EstimateView {
  /** Absent when it is unknown before the job starts. */
  readonly cost?: string;
  /** Whether it exceeds the per-job limit, so that it would be refused. */
  readonly isTooMuch: boolean;
}
