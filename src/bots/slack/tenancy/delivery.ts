import { BotError } from '../../../core/model/errors.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { Recipient } from '../../../core/ports/notices.ts';
import type { Bot } from '../../bot.ts';
import { fileRefOf } from '../attachments/slack-file.ts';
import { LIMITS } from '../deliver/delivery-adapter.ts';
import { PLATFORM } from '../deliver/reply-handle.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { Workspaces } from '../workspaces/workspaces.ts';

/** Creates what jobs post with and read from: each in the workspace that it concerns. */
export function createDeliveryAdapter(
  workspaces: Workspaces,
): Pick<Bot, 'adapter' | 'attachments' | 'notices'> {
  /** Where the jobs of this process are shown. */
  const shown = new Map<string, Workspace>();
  const workspaceOf = ({ tenant }: Pick<Origin, 'tenant'>): Workspace => workspaces.of(teamOf(tenant));

  return {
    adapter: {
      limits: () => LIMITS,
      requireDeliverable: (origin, signal) => workspaceOf(origin).adapter.requireDeliverable(origin, signal),
      announce: async (origin, progress, signal) =>
        workspaceOf(origin).adapter.announce?.(origin, progress, signal),
      progress(origin, progress, isHeld) {
        const workspace = workspaceOf(origin);
        shown.set(progress.jobId, workspace);
        workspace.adapter.progress(origin, progress, isHeld);
      },
      async letGo(jobId, last) {
        const workspace = shown.get(jobId);
        shown.delete(jobId);
        await workspace?.adapter.letGo(jobId, last);
      },
      uploadAhead: async (origin, jobId, file, signal) =>
        workspaceOf(origin).adapter.uploadAhead?.(origin, jobId, file, signal),
      post: (origin, post, signal) => workspaceOf(origin).adapter.post(origin, post, signal),
    },
    attachments: {
      open: async (ref, signal) => workspaces.of(fileRefOf(ref).team ?? '').attachments.open(ref, signal),
      readMarkup: async (text, origin, signal) => {
        const { readMarkup } = workspaceOf(origin).attachments;
        return readMarkup === undefined ? text : readMarkup(text, origin, signal);
      },
    },
    notices: {
      tell: async (to, ...rest) => workspaces.of(teamOfRecipient(to)).notices.tell(to, ...rest),
    },
  };
}

/** Returns the workspace of a tenant, `slack:T024BE7LD`, or of a member, `slack:T024BE7LD:U2147483697`. */
function teamOf(tenantOrMember: string): string {
  const [platform, team] = tenantOrMember.split(':');
  if (platform === PLATFORM && team !== undefined && team !== '') return team;
  throw new BotError('cannot-deliver', 'The tenant is no Slack workspace');
}

function teamOfRecipient(to: Recipient): string {
  if ('member' in to) return teamOf(to.member);
  return to.tenant === undefined ? '' : teamOf(to.tenant);
}
