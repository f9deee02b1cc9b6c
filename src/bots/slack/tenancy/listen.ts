import type { Context } from '@slack/bolt';
import type { PatientApp } from '../connect/patient-app.ts';
import { FORM } from '../draw/command-form.ts';
import { drawSuggestions } from '../draw/suggestions.ts';
import { handleHome } from '../home/handle-home.ts';
import type { Source, Workspaces } from '../workspaces/workspaces.ts';
import type { Entrance } from './entrance.ts';

/** Passes everything that members do in Slack to their workspaces. */
export function listen(
  app: PatientApp,
  { entrance, workspaces }: { readonly entrance: Entrance; readonly workspaces: Workspaces },
): void {
  app.command(/^\//, async ({ ack, body, context }) =>
    entrance.take('command', body, sourceOf(context), ack),
  );
  app.shortcut(/^/, async ({ ack, body, context }) =>
    entrance.take('shortcut', body, sourceOf(context), () => ack()),
  );
  app.action(/^/, async ({ ack, body, context }) =>
    entrance.take('press', body, sourceOf(context), () => ack()),
  );
  app.view(FORM, async ({ ack, body, context }) =>
    entrance.take('form', body, sourceOf(context), (errors) =>
      errors === undefined ? ack() : ack({ response_action: 'errors', errors: { ...errors } }),
    ),
  );
  app.options(/^option:/, async ({ ack, body, context }) => {
    const admitted = await workspaces.admit(sourceOf(context));
    await ack((await admitted?.workspace.suggest(body)) ?? drawSuggestions([]));
  });
  app.event('app_mention', async ({ body, context }) =>
    entrance.take('event', body, sourceOf(context), app.acknowledgementOf(body)),
  );
  app.event('message', async ({ body, event, context }) => {
    if (event.channel_type !== 'im') return;
    await entrance.take('event', body, sourceOf(context), app.acknowledgementOf(body));
  });
  app.event('app_home_opened', async ({ body, context }) => {
    const admitted = await workspaces.admit(sourceOf(context));
    if (admitted !== undefined) handleHome(body, admitted.workspace.home);
  });
}

/** Returns whose event it is. Bolt has found that out, and the authorization has confirmed it. */
function sourceOf({ teamId = '', enterpriseId, isEnterpriseInstall }: Context): Source {
  const isOrganization = isEnterpriseInstall && enterpriseId !== undefined;
  return { teamId, ...(isOrganization && { organizationId: enterpriseId }) };
}
