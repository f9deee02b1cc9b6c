import type { ViewOutput } from '@slack/bolt';
import type { Realm } from './realm.ts';
import type { FakeView } from './workspace.ts';

/** A view as Slack sends it back. */
export function viewOutput(realm: Realm, view: FakeView): ViewOutput {
  const { payload } = view;
  const modal = payload.type === 'modal' ? payload : undefined;
  return {
    id: view.id,
    type: payload.type,
    team_id: realm.workspace.team.id,
    app_installed_team_id: realm.workspace.team.id,
    app_id: realm.credentials.appId,
    bot_id: realm.credentials.botId,
    callback_id: payload.callback_id ?? '',
    external_id: payload.external_id ?? '',
    private_metadata: payload.private_metadata ?? '',
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title' },
    close: modal?.close ?? null,
    submit: modal?.submit ?? null,
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    blocks: [...payload.blocks],
    state: {
      values: Object.fromEntries(
        [...view.state].map(([block, fields]) => [block, Object.fromEntries(fields)] as const),
      ),
    },
  };
}
