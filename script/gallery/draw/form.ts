import type { types } from '@slack/bolt';
import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
} from 'discord-api-types/v10';
import type { Panel } from '../exhibit.ts';
import { type Html, html } from '../html.ts';

/** One field of a form, as people read it. */
interface Field {
  readonly label: string;
  readonly box: string;
  readonly hint?: string | undefined;
  readonly isOptional?: boolean | undefined;
}

/** Shows a Slack modal. */
export function slackForm(view: types.ModalView): Panel {
  return { where: 'Slack', body: slackHtml(view), sent: [{ as: 'slack-form', body: view }] };
}

/** Shows a Discord modal. */
export function discordForm(modal: APIModalInteractionResponseCallbackData): Panel {
  return { where: 'Discord', body: discordHtml(modal), sent: [{ as: 'discord-form', body: modal }] };
}

function slackHtml({ title, submit, close, blocks }: types.ModalView): Html {
  const fields = blocks.flatMap((block) => ('element' in block ? [slackField(block)] : []));
  return html`<div class="slack"><strong>${title.text}</strong>${fields.map(fieldHtml)}
<div class="row"><span class="chat-button">${close?.text}</span><span class="chat-button" data-style="primary">${submit?.text}</span></div></div>`;
}

function discordHtml({ title, components }: APIModalInteractionResponseCallbackData): Html {
  const fields = components.flatMap((one) => (one.type === ComponentType.Label ? [discordField(one)] : []));
  return html`<div class="discord"><strong>${title}</strong>${fields.map(fieldHtml)}</div>`;
}

function discordField({ label, description, component }: APILabelComponent): Field {
  // A box that stays empty says no, so it's never required.
  const isOptional = component.type !== ComponentType.Checkbox && component.required !== true;
  return { label, hint: description, box: discordBox(component), isOptional };
}

function discordBox(component: APILabelComponent['component']): string {
  switch (component.type) {
    case ComponentType.FileUpload:
      return `⬆ ${(component.file_types ?? []).join(' · ')}`;
    case ComponentType.Checkbox:
      return component.default === true ? '☑' : '☐';
    case ComponentType.RadioGroup:
    case ComponentType.StringSelect:
      return component.options
        .map(({ label, default: isChosen }) => `${isChosen === true ? '●' : '○'} ${label}`)
        .join('\n');
    case ComponentType.TextInput:
      return component.value ?? component.placeholder ?? `≤ ${component.max_length}`;
    default:
      throw new Error(`The bot draws no component of type ${component.type}`);
  }
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
