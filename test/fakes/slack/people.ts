import type { ButtonAction } from '@slack/bolt';
import { type ButtonRow, buttonRows, faultsBy, suggestionRule } from './blocks.ts';
import type { Delivered, FakeSlack } from './fake-slack.ts';
import { checkFields, errorsOf, fieldValue, inputNamed } from './fields.ts';
import { createPayloads } from './payloads.ts';
import type { Realm } from './realm.ts';
import type { Parcel, Sender } from './send-to-app.ts';
import type { FakeChannel, FakeMessage, FakeUser, FakeView } from './workspace.ts';

type Doings = 'command' | 'messageShortcut' | 'press' | 'openHome' | 'pressAtHome' | 'submit' | 'suggest';
type Writing = 'say' | 'mention' | 'directMessage' | 'event';
type Options = Extract<ReturnType<typeof suggestionRule.parse>, { readonly options: unknown }>['options'];

/** Creates the actions of people in Slack's own clients, and the messages they write. */
export function createPeople(realm: Realm, sender: Sender): Pick<FakeSlack, Doings | Writing> {
  const { journal, workspace } = realm;
  const payloads = createPayloads(realm);
  const offers = new Map<string, Options>();

  const use = (user: FakeUser, channel: FakeChannel, message?: FakeMessage, isPress = false) => ({
    user,
    triggerId: realm.triggers.issue(user.id),
    responseUrl: realm.responseUrls.issue({
      userId: user.id,
      channel,
      ...(message?.threadTs !== undefined && { threadTs: message.threadTs }),
      ...(message !== undefined && isPress && { message }),
    }),
  });
  const interactive = (payload: object): Parcel => ({ kind: 'interactive', payload: { ...payload } });
  /** Apps may acknowledge with text or errors; this one responds in other ways. */
  const bare = (delivered: Delivered): Delivered => {
    if (delivered.acknowledged && Object.keys(Object(delivered.answer)).length > 0)
      journal.violation(`${delivered.kind}: acknowledged with ${JSON.stringify(delivered.answer)}.`);
    journal.changed();
    return delivered;
  };

  const say: FakeSlack['say'] = ({ user, channel, text = '', files = [], forwardedFiles = [], threadTs }) => {
    needMember(channel, user);
    const contents = { text, blocks: [], files, forwardedFiles };
    const thread = threadTs === undefined ? {} : { threadTs };
    const message = workspace.post({ channel, from: user, via: 'person', ...contents, ...thread });
    for (const file of [...files, ...forwardedFiles]) file.shares.push({ channel, ts: message.ts });
    return message;
  };

  return {
    say,
    async mention(call, options) {
      if (!call.channel.botIsMember) throw new Error('Slack sends no app_mention from where the bot is not.');
      const message = say({ ...call, text: `<@${workspace.bot.id}> ${call.text ?? ''}`.trim() });
      const delivered = await sender.send(
        { kind: 'events_api', payload: payloads.mention(message) },
        options,
      );
      return { ...delivered, message };
    },
    async directMessage(call, options) {
      const message = say({ ...call, channel: workspace.dm(call.user) });
      const delivered = await sender.send({ kind: 'events_api', payload: payloads.direct(message) }, options);
      return { ...delivered, message };
    },
    event: (event, options) => sender.send({ kind: 'events_api', payload: payloads.event(event) }, options),
    async command({ user, channel, command, text = '' }, options) {
      needMember(channel, user);
      const payload = payloads.command(use(user, channel), channel, { command, text });
      return bare(await sender.send({ kind: 'slash_commands', payload }, options));
    },
    async messageShortcut({ callbackId, user, message }, options) {
      needVisible(message, user);
      const used = use(user, message.channel, message);
      const payload = payloads.messageShortcut(used, callbackId, message);
      return bare(await sender.send(interactive(payload), options));
    },
    async press({ user, on, actionId }, options) {
      needVisible(on, user);
      const action = pressed(workspace, buttonRows(on.blocks), actionId);
      const payload = payloads.press(use(user, on.channel, on, true), action, on);
      return bare(await sender.send(interactive(payload), options));
    },
    openHome: (user, tab = 'home', options) =>
      sender.send({ kind: 'events_api', payload: payloads.homeOpened(user, tab) }, options),
    async pressAtHome({ user, actionId }, options) {
      const home = workspace.homes.get(user.id);
      const action = pressed(workspace, buttonRows(home?.blocks ?? []), actionId);
      const payload = payloads.pressAtHome(user, realm.triggers.issue(user.id), action);
      return bare(await sender.send(interactive(payload), options));
    },
    async submit({ user, view, fields = {} }, options) {
      needOpen(view, user);
      for (const [actionId, state] of Object.entries(fields)) {
        const input = inputNamed(view, actionId);
        const value = fieldValue(realm, input, state, offers.get(`${view.id} ${actionId}`) ?? []);
        view.state.get(input.block_id ?? '')?.set(actionId, value);
        if ('files' in state) for (const file of state.files) file.handedIn = true;
      }
      checkFields(view);
      view.errors = {};
      const payload = payloads.submission(user, view, realm.triggers.issue(user.id));
      const delivered = await sender.send(interactive(payload), options);
      const isEmpty = Object.keys(Object(delivered.answer)).length === 0;
      if (!delivered.acknowledged || isEmpty) {
        view.open &&= !delivered.acknowledged;
        return bare(delivered);
      }
      view.errors = errorsOf(journal, view, delivered.answer);
      journal.changed();
      return delivered;
    },
    async suggest({ user, on, actionId, value }) {
      needOpen(on, user);
      const { element, block_id = '' } = inputNamed(on, actionId);
      if (element.type !== 'external_select') throw new Error(`${actionId} is not an external_select.`);
      const least = element.min_query_length ?? 3;
      if (value.length < least) throw new Error(`Slack requests suggestions from ${least} characters on.`);
      const payload = payloads.suggestion(user, on, { block_id, action_id: actionId, value });
      const { acknowledged, answer } = await sender.send(interactive(payload));
      if (acknowledged)
        for (const fault of faultsBy(suggestionRule, answer))
          journal.violation(`block_suggestion: ${fault}.`);
      const { data: offered } = suggestionRule.safeParse(answer);
      const groups =
        offered === undefined
          ? []
          : 'options' in offered
            ? [{ label: undefined, options: offered.options }]
            : offered.option_groups;
      const all = groups.flatMap(({ label, options }) => options.map((one) => ({ one, group: label?.text })));
      offers.set(
        `${on.id} ${actionId}`,
        all.map(({ one }) => one),
      );
      return {
        options: all.map(({ one, group }) => ({
          text: one.text.text,
          value: one.value,
          ...(group !== undefined && { group }),
        })),
      };
    },
  };
}

/** Returns the press of a button, as Slack reports it. @throws when there is not exactly one. */
function pressed({ nextTs }: Realm['workspace'], rows: readonly ButtonRow[], actionId: string): ButtonAction {
  const all = rows.flatMap((block) => block.elements.map((one) => ({ block, one })));
  const [found, ...more] = all.filter(({ one }) => one.action_id === actionId);
  const names = all.map(({ one }) => one.action_id).join(', ') || 'none';
  if (found === undefined || more.length > 0)
    throw new Error(`There is not exactly one ${actionId}; there are: ${names}.`);
  const { type, text, value } = found.one;
  const place = { block_id: found.block.block_id ?? '', action_id: actionId };
  return { type, text, ...place, action_ts: nextTs(), ...(value !== undefined && { value }) };
}

function needMember(channel: FakeChannel, user: FakeUser): void {
  if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}.`);
}

function needVisible(message: FakeMessage, user: FakeUser): void {
  const isForOthers = message.ephemeralTo !== undefined && message.ephemeralTo !== user.id;
  if (message.deleted || isForOthers) throw new Error(`${user.name} does not see that.`);
  needMember(message.channel, user);
}

function needOpen(view: FakeView, user: FakeUser): void {
  if (!view.open || view.userId !== user.id) throw new Error(`${user.name} does not see that.`);
}
