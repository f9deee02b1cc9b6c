import type { TemplateResult } from 'lit-html';

/** One view of the desk. */
export interface DeskView {
  /** Reads what it shows again. Rejects with what the request failed with. */
  load(): Promise<void>;
  view(): TemplateResult;
}
