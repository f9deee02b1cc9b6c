import { ButtonStyle, ComponentType } from 'discord.js';
import type { Action } from '../../../core/jobs/courier.ts';
import type { Origin } from '../../../core/jobs/origin.ts';
import type { Locale } from '../../../core/text/locale.ts';
import type { ButtonRow } from '../rest/outgoing.ts';
import { say } from '../text/words.ts';

const MARK = 'job';
const KINDS = ['cancel', 'retry', 'fetch'] as const;
const SEPARATOR = '|';
const PREFIX = 'discord:';
const MAX_BUTTONS = 5;

/** Who a button belongs to. */
export type ButtonOwner = Pick<Origin, 'member' | 'tenant'>;

/** What a button says when it is pressed: what to do, and whose job it is about. */
export interface Press extends ButtonOwner {
  readonly action: Action;
}

/** Draws actions as one row of buttons; no row for none. */
export function buttonsFor(
  actions: readonly Action[],
  owner: ButtonOwner,
  locale: Locale,
  label = (action: Action): string => say(locale, `job.action.${action.kind}`),
): readonly ButtonRow[] {
  if (actions.length === 0) return [];
  return [
    {
      type: ComponentType.ActionRow,
      components: actions.slice(0, MAX_BUTTONS).map((action) => ({
        type: ComponentType.Button,
        style: action.kind === 'cancel' ? ButtonStyle.Secondary : ButtonStyle.Primary,
        label: label(action),
        // Only the bot's own messages carry it and Discord hands it back unchanged, so it can be relied on.
        custom_id: [MARK, action.kind, action.jobId, bare(owner.member), bare(owner.tenant)].join(SEPARATOR),
      })),
    },
  ];
}

/** Reads a button's id back; `undefined` for one that this release does not know. */
export function readPress(customId: string): Press | undefined {
  const [mark, given, jobId, member, tenant, ...rest] = customId.split(SEPARATOR);
  const kind = KINDS.find((one) => one === given);
  if (mark !== MARK || kind === undefined || rest.length > 0) return undefined;
  if (jobId === undefined || member === undefined || tenant === undefined) return undefined;
  return { action: { kind, jobId }, member: PREFIX + member, tenant: PREFIX + tenant };
}

/** Discord allows 100 characters; that they are Discord's goes without saying. */
function bare(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}
