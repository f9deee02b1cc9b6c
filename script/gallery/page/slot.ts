import type { CommandView, JobView, ReplyView } from '../../../src/bots/web/protocol/view.ts';

/** What the page's own code draws in one place of the gallery. Plain data, as it stands in the page. */
export type Slot =
  | { readonly kind: 'reply'; readonly line: string; readonly reply: ReplyView }
  | { readonly kind: 'job'; readonly job: JobView }
  | {
      readonly kind: 'header';
      readonly isSandbox: boolean;
      readonly budget: string;
      readonly isOffline: boolean;
    }
  | { readonly kind: 'empty' }
  | { readonly kind: 'composer' }
  /** The suggestions for what was typed so far, or for files that were attached. */
  | { readonly kind: 'menu'; readonly line: string; readonly attachments: readonly string[] }
  /** The form for what nobody else may see. */
  | { readonly kind: 'secrets'; readonly line: string };

/** What the slots of one language have in common. */
export interface SlotContext {
  readonly words: Readonly<Record<string, string>>;
  readonly commands: readonly CommandView[];
}
