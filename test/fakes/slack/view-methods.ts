import { randomBytes } from 'node:crypto';
import { homeRule, viewRule } from './blocks.ts';
import { fillFields, viewOutput } from './fields.ts';
import { type Method, method, nested, text } from './method.ts';
import { type Realm, Refusal } from './realm.ts';
import { type FakeView, newId, withBlockIds } from './workspace.ts';

/** `views.publish` takes about this many calls a minute (Slack, "Web API rate limits", tier 4). */
const MAX_PUBLISHED_A_MINUTE = 100;

/** Creates the methods about views. */
export function createViewMethods(realm: Realm): Readonly<Record<string, Method>> {
  const { workspace, journal, clock } = realm;
  const published: number[] = [];
  const newHash = (): string => `${Math.floor(clock.now() / 1000)}.${randomBytes(4).toString('hex')}`;
  return {
    'views.open': method(undefined, { trigger_id: text, view: nested(viewRule) }, (args) => {
      const userId = realm.triggers.exchange(args.trigger_id);
      for (const old of workspace.views) if (old.userId === userId) old.open = false;
      const payload = { ...args.view, blocks: withBlockIds(args.view.blocks) };
      const view: FakeView = {
        id: newId('V'),
        userId,
        hash: newHash(),
        payload,
        state: new Map(),
        errors: {},
        open: true,
      };
      fillFields(view);
      workspace.views.push(view);
      return { ok: true, view: viewOutput(realm, view) };
    }),
    'views.publish': method(
      undefined,
      { user_id: text, view: nested(homeRule), hash: text.optional() },
      ({ user_id: userId, view, hash }) => {
        const nowMs = clock.now();
        published.push(nowMs);
        if (published.filter((atMs) => nowMs - atMs < 60_000).length > MAX_PUBLISHED_A_MINUTE)
          journal.violation('views.publish: more often than Slack takes it.');
        if (!realm.isHomeOn) throw new Refusal('not_enabled');
        if (!workspace.allUsers.some(({ id }) => id === userId)) throw new Refusal('invalid_arguments');
        const known = workspace.homes.get(userId);
        if (hash !== undefined && hash !== known?.hash) throw new Refusal('hash_conflict');
        const home = { id: known?.id ?? newId('V'), hash: newHash(), blocks: withBlockIds(view.blocks) };
        workspace.homes.set(userId, home);
        return { ok: true, view: { ...view, ...home } };
      },
    ),
  };
}
