import type { types } from '@slack/bolt';
import { type Html, html } from '../html.ts';

/** One field of a form, as people read it. */
interface Field {
  readonly label: string;
  readonly box: string;
  readonly hint?: string | undefined;
  readonly isOptional?: boolean | undefined;
}

/** Shows a Slack modal. */
export function slackForm({ title, submit, close, blocks }: types.ModalView): Html {
  const fields = blocks.flatMap((block) => ('element' in block ? [slackField(block)] : []));
  return html`<div class="slack"><strong>${title.text}</strong>${fields.map(fieldHtml)}
<div class="row"><span class="chat-button">${close?.text}</span><span class="chat-button" data-style="primary">${submit?.text}</span></div></div>`;
}

/** The parts of a Discord modal that this bot draws. */
export interface DiscordModal {
  readonly title: string;
  readonly components: readonly {
    readonly label: string;
    readonly description: string;
    readonly component: { readonly required: boolean; readonly max_length: number };
  }[];
}

/** Shows a Discord modal. */
export function discordForm({ title, components }: DiscordModal): Html {
  const fields = components.map(({ label, description, component }) => ({
    label,
    hint: description,
    box: `≤ ${component.max_length}`,
    isOptional: !component.required,
  }));
  return html`<div class="discord"><strong>${title}</strong>${fields.map(fieldHtml)}</div>`;
}

function fieldHtml({ label, box, hint, isOptional }: Field): Html {
  return html`<div class="field"><b>${label}${isOptional === true ? html` <small>(optional)</small>` : undefined}</b>
<span class="box">${box}</span>${hint === undefined ? undefined : html`<small>${hint}</small>`}</div>`;
}

function slackField({ label, element, hint, optional }: types.InputBlock): Field {
  return { label: label.text, box: boxOf(element), hint: hint?.text, isOptional: optional };
}

function boxOf(element: types.InputBlock['element']): string {
  if ('options' in element) return (element.options ?? []).map(({ text }) => text.text).join(' · ');
  if ('placeholder' in element && element.placeholder !== undefined) return element.placeholder.text;
  return element.type.replaceAll('_', ' ');
}
