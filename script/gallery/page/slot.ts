import type { BudgetFigureView, CommandView } from '../../../src/bots/web/protocol/session-view.ts';
import type { JobView, ReplyView } from '../../../src/bots/web/protocol/view.ts';

/** What the page's own code draws in one slot of the gallery. Plain data, as embedded in the page. */
export type Slot =
  | { readonly kind: 'reply'; readonly line: string; readonly reply: ReplyView }
  | { readonly kind: 'job'; readonly job: JobView }
  | {
      readonly kind: 'header';
      readonly isSandbox: boolean;
      readonly budget: readonly BudgetFigureView[];
      readonly isOffline: boolean;
    }
  | { readonly kind: 'empty' }
  /** With what is typed. */
  | { readonly kind: 'composer'; readonly line: string }
  /** The suggestions for the text typed so far, or for attached files. */
  | { readonly kind: 'menu'; readonly line: string; readonly attachments: readonly string[] }
  /** The form for private input. */
  | { readonly kind: 'secrets'; readonly line: string };

/** The data shared by the slots of one language. */
export interface SlotContext {
  readonly words: Readonly<Record<string, string>>;
  readonly commands: readonly CommandView[];
}
