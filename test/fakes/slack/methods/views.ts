import { randomBytes } from 'node:crypto';
import type { types } from '@slack/bolt';
import { MAX_VIEW_BYTES } from '../block-rules.ts';
import { fillFields } from '../fields.ts';
import { type Handlers, type Realm, Refusal } from '../realm.ts';
import { viewOutput } from '../view-output.ts';
import { type FakeView, newId, withBlockIds } from '../workspace.ts';

/** This many modals may lie on each other (Slack, "Modals: view stack"). */
const MAX_STACK = 3;

/** `views.*`. What a view is held to is in the rules of blocks. */
export function viewMethods(
  realm: Realm,
): Handlers<'views.open' | 'views.push' | 'views.update' | 'views.publish'> {
  const { views } = realm.workspace;

  function userOf(triggerId: string | undefined): string {
    if (triggerId === undefined) throw new Refusal('invalid_arguments');
    const exchanged = realm.triggers.exchange(triggerId);
    if ('error' in exchanged) throw new Refusal(exchanged.error);
    return exchanged.userId;
  }

  function modalsOf(userId: string): readonly FakeView[] {
    return views.filter((one) => one.open && one.userId === userId && one.payload.type === 'modal');
  }

  return {
    'views.open'({ trigger_id, view }) {
      const userId = userOf(trigger_id);
      if (view.type !== 'modal') throw new Refusal('invalid_arguments');
      for (const old of modalsOf(userId)) old.open = false;
      return { view: viewOutput(realm, addView(realm, view, userId)) };
    },
    'views.push'({ trigger_id, view }) {
      const userId = userOf(trigger_id);
      return { view: viewOutput(realm, pushView(realm, view, userId)) };
    },
    'views.update'({ view_id, external_id, hash, view }) {
      const known = views.find(
        (one) => one.id === view_id || (external_id !== undefined && one.payload.external_id === external_id),
      );
      if (known === undefined || !known.open) throw new Refusal('not_found');
      if (hash !== undefined && hash !== known.hash) throw new Refusal('hash_conflict');
      return { view: viewOutput(realm, changeView(known, view)) };
    },
    'views.publish'({ user_id, view, hash }) {
      if (!realm.workspace.allUsers.some(({ id }) => id === user_id)) throw new Refusal('user_not_found');
      const known = views.find((one) => one.userId === user_id && one.payload.type === 'home');
      if (known === undefined) return { view: viewOutput(realm, addView(realm, view, user_id)) };
      if (hash !== undefined && hash !== known.hash) throw new Refusal('hash_conflict');
      return { view: viewOutput(realm, changeView(known, view)) };
    },
  };
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString('hex')}`;
}

function checkSize(view: types.View): void {
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES) throw new Refusal('view_too_large');
}

/** Opens a view on top of `previous`, or alone. */
function addView(realm: Realm, payload: types.View, userId: string, previous?: FakeView): FakeView {
  checkSize(payload);
  const id = newId('V');
  const view: FakeView = {
    id,
    userId,
    rootId: previous?.rootId ?? id,
    previousId: previous?.id ?? null,
    hash: newHash(),
    payload: { ...payload, blocks: withBlockIds(payload.blocks) },
    state: new Map(),
    errors: {},
    open: true,
  };
  fillFields(view);
  realm.workspace.views.push(view);
  return view;
}

/**
 * Lays a modal on those that are open.
 *
 * @throws {Refusal} `push_limit_reached`.
 */
export function pushView(realm: Realm, payload: types.View, userId: string): FakeView {
  const stack = realm.workspace.views.filter((one) => one.open && one.userId === userId);
  const modals = stack.filter((one) => one.payload.type === 'modal');
  if (modals.length >= MAX_STACK) throw new Refusal('push_limit_reached');
  return addView(realm, payload, userId, modals.at(-1));
}

/** Shows something else in a view that is open. Fields whose block stays keep what they hold. */
export function changeView(view: FakeView, payload: types.View): FakeView {
  checkSize(payload);
  view.payload = { ...payload, blocks: withBlockIds(payload.blocks) };
  view.hash = newHash();
  view.errors = {};
  fillFields(view);
  return view;
}
