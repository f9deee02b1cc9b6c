import type { BlockElementAction, ViewStateValue } from '@slack/bolt';
import type { z } from 'zod';
import { suggestionRule } from './block-elements.ts';
import { faultsBy } from './block-rules.ts';
import type { Delivered } from './delivery.ts';
import type { FakeSlack, Press } from './fake-slack.ts';
import { checkFields, elementsOn, fieldValue, type PlacedElement } from './fields.ts';
import type { Payloads } from './payloads.ts';
import type { Realm } from './realm.ts';
import type { Parcel, Sender } from './send-to-app.ts';
import { follow, isFull } from './submission-answer.ts';
import type { FakeChannel, FakeMessage, FakeUser, FakeView } from './workspace.ts';

type Doings = 'command' | 'messageShortcut' | 'globalShortcut' | 'press' | 'submit' | 'closeView' | 'suggest';

type Suggested = z.output<typeof suggestionRule>;
type Option = Extract<Suggested, { options: unknown }>['options'][number];

/** What people do with the app in Slack's own clients. */
export function createPeople(realm: Realm, payloads: Payloads, sender: Sender): Pick<FakeSlack, Doings> {
  const { journal } = realm;
  const offers = new Map<string, readonly Option[]>();

  function interaction(payload: Parcel['payload'], triggerId?: string, responseUrl?: string): Parcel {
    return {
      kind: 'interactive',
      payload,
      ...(triggerId !== undefined && { triggerId }),
      ...(responseUrl !== undefined && { responseUrl }),
    };
  }

  function answerIn(
    delivered: Delivered,
    context: { readonly userId: string; readonly channel: FakeChannel; readonly threadTs?: string },
  ): void {
    if (delivered.acknowledged && isFull(delivered.answer))
      realm.responseUrls.show(context, delivered.answer, 'ack');
  }

  return {
    async command({ command, text = '', user, channel }, options) {
      needMember(channel, user);
      const context = { userId: user.id, channel };
      const triggerId = realm.triggers.issue(user.id);
      const responseUrl = realm.responseUrls.issue(context);
      const payload = payloads.command({ command, text, user, channel, triggerId, responseUrl });
      const delivered = await sender.send(
        { kind: 'slash_commands', payload, triggerId, responseUrl },
        options,
      );
      answerIn(delivered, context);
      return delivered;
    },
    async messageShortcut({ callbackId, user, message }, options) {
      needMember(message.channel, user);
      const triggerId = realm.triggers.issue(user.id);
      const responseUrl = realm.responseUrls.issue({
        userId: user.id,
        channel: message.channel,
        ...(message.threadTs !== undefined && { threadTs: message.threadTs }),
      });
      const payload = payloads.messageShortcut({ callbackId, user, message, triggerId, responseUrl });
      return sender.send(interaction({ ...payload }, triggerId, responseUrl), options);
    },
    async globalShortcut({ callbackId, user }, options) {
      const triggerId = realm.triggers.issue(user.id);
      const payload = payloads.globalShortcut({ callbackId, user, triggerId });
      return sender.send(interaction({ ...payload }, triggerId), options);
    },
    async press(press, options) {
      const { user, on } = press;
      needVisible(on, user);
      const placed = findElement(press);
      const actionTs = realm.workspace.nextTs();
      const triggerId = realm.triggers.issue(user.id);
      const responseUrl =
        'ts' in on
          ? realm.responseUrls.issue({
              userId: user.id,
              channel: on.channel,
              original: on,
              ...(on.threadTs !== undefined && { threadTs: on.threadTs }),
            })
          : undefined;
      const offered = offers.get(offerKey(on, press.actionId)) ?? [];
      const value = press.state === undefined ? undefined : fieldValue(realm, placed, press.state, offered);
      if (value !== undefined && !('ts' in on)) on.state.get(placed.blockId)?.set(press.actionId, value);
      const action = actionOf(placed, press.actionId, actionTs, value);
      const payload = payloads.blockAction({ action, user, on, triggerId, responseUrl });
      return sender.send(interaction({ ...payload }, triggerId, responseUrl), options);
    },
    async submit({ user, view, fields = {} }, options) {
      needVisible(view, user);
      for (const [actionId, state] of Object.entries(fields)) {
        const placed = findElement({ user, on: view, actionId });
        const offered = offers.get(offerKey(view, actionId)) ?? [];
        view.state.get(placed.blockId)?.set(actionId, fieldValue(realm, placed, state, offered));
        if ('files' in state) for (const file of state.files) file.handedIn = true;
      }
      checkFields(view);
      const triggerId = realm.triggers.issue(user.id);
      const delivered = await sender.send(
        interaction({ ...payloads.submission(view, user, triggerId) }, triggerId),
        options,
      );
      if (delivered.acknowledged) follow(realm, view, delivered.answer);
      journal.changed();
      return delivered;
    },
    async closeView(view, user) {
      needVisible(view, user);
      view.open = false;
      if (view.payload.type !== 'modal' || view.payload.notify_on_close !== true) return undefined;
      return sender.send(interaction({ ...payloads.closed(view, user) }));
    },
    async suggest({ user, on, actionId, value }, options) {
      needVisible(on, user);
      const { element, blockId } = findElement({ user, on, actionId });
      if (element.type !== 'external_select') throw new Error(`${actionId} is no external_select.`);
      if (value.length < (element.min_query_length ?? 3))
        throw new Error(`Slack asks from ${element.min_query_length ?? 3} characters on.`);
      const payload = payloads.suggestion({ user, on, blockId, actionId, value });
      const delivered = await sender.send(interaction(payload), options);
      for (const fault of delivered.acknowledged ? faultsBy(suggestionRule, delivered.answer) : [])
        journal.violation(`block_suggestion: ${fault}.`);
      const read = suggestionRule.safeParse(delivered.answer);
      const offered = !read.success
        ? []
        : 'options' in read.data
          ? read.data.options
          : read.data.option_groups.flatMap((group) => group.options);
      offers.set(offerKey(on, actionId), offered);
      return { ...delivered, options: offered.map((one) => ({ text: one.text.text, value: one.value })) };
    },
  };
}

function needMember(channel: FakeChannel, user: FakeUser): void {
  if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}.`);
}

function needVisible(on: FakeMessage | FakeView, user: FakeUser): void {
  const hidden =
    'ts' in on
      ? on.deleted || (on.ephemeralTo !== undefined && on.ephemeralTo !== user.id)
      : !on.open || on.userId !== user.id;
  if (hidden) throw new Error(`${user.name} does not see that.`);
  if ('ts' in on) needMember(on.channel, user);
}

function findElement({ on, actionId, value, blockId }: Press): PlacedElement {
  const all = elementsOn(on);
  const found = all.filter(
    (placed) =>
      'action_id' in placed.element &&
      placed.element.action_id === actionId &&
      (blockId === undefined || placed.blockId === blockId) &&
      (value === undefined || ('value' in placed.element && placed.element.value === value)),
  );
  const [placed] = found;
  if (placed === undefined || found.length > 1) {
    const names = all.map(({ element }) => ('action_id' in element ? element.action_id : element.type));
    throw new Error(`${found.length} elements are ${actionId}; there are: ${names.join(', ') || 'none'}.`);
  }
  return placed;
}

function offerKey(on: FakeMessage | FakeView, actionId: string): string {
  return `${'ts' in on ? on.ts : on.id} ${actionId}`;
}

function actionOf(
  { element, blockId }: PlacedElement,
  actionId: string,
  actionTs: string,
  state: ViewStateValue | undefined,
): BlockElementAction {
  const common = { block_id: blockId, action_id: actionId, action_ts: actionTs };
  const option = state?.selected_option ?? undefined;
  switch (element.type) {
    case 'button':
      return {
        ...common,
        type: 'button',
        text: element.text,
        ...(element.value !== undefined && { value: element.value }),
        ...(element.url !== undefined && { url: element.url }),
      };
    case 'static_select':
      if (option !== undefined) return { ...common, type: 'static_select', selected_option: option };
      break;
    case 'external_select':
      if (option !== undefined) return { ...common, type: 'external_select', selected_option: option };
      break;
    case 'radio_buttons':
      if (option !== undefined) return { ...common, type: 'radio_buttons', selected_option: option };
      break;
    case 'checkboxes':
      return { ...common, type: 'checkboxes', selected_options: state?.selected_options ?? [] };
    case 'plain_text_input':
      return { ...common, type: 'plain_text_input', value: state?.value ?? '' };
    default:
  }
  throw new Error(`Nothing happens when ${element.type} is used like that.`);
}
