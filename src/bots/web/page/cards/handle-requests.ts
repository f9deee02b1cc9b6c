import type { AnswerView, UploadView } from '../../protocol/view.ts';
import type { ConfirmDialog } from '../history/confirm-dialog.ts';
import { linkOfJob } from '../history/permalink.ts';
import { attachAgain, sendCall } from '../server/api.ts';
import { problemText } from '../server/problem-text.ts';
import type { Translate } from '../text/strings.ts';
import type { RequestHandlers } from './request-actions.ts';

/** Creates what the buttons of each request do. None of them rejects: what fails is said on the page. */
export function createRequestHandlers(parts: {
  readonly t: Translate;
  readonly confirm: ConfirmDialog;
  readonly announce: (sentence: string) => void;
  /** Says something above the text field, where it is seen. */
  readonly note: (text: string) => void;
  readonly edit: (line: string, file: UploadView | undefined) => void;
  readonly open: (jobId: string) => void;
  readonly removeJob: (jobId: string) => void;
  readonly removeReply: (key: string) => void;
  readonly show: (answer: AnswerView) => void;
}): RequestHandlers {
  const { t, announce, note } = parts;

  async function copy(text: string, done: 'request.copied' | 'request.linkCopied'): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      announce(t(done));
    } catch {
      note(t('request.cannotCopy'));
    }
  }

  async function editJob(line: string, jobId: string): Promise<void> {
    const file = await attachAgain(jobId).catch(() => undefined);
    parts.edit(line, file);
    if (file === undefined) note(t('composer.fileGone'));
  }

  async function deleteJob(line: string, jobId: string): Promise<void> {
    if (!(await parts.confirm.ask(t('request.deleteJob'), line))) return;
    try {
      const answer = await sendCall({ line: `/jobs delete ${jobId}`, attachments: [], isPrivate: true });
      if (answer.kind === 'reply' && answer.reply.tone === 'info') {
        parts.removeJob(jobId);
        announce(answer.reply.text);
      } else parts.show(answer);
    } catch (error) {
      note(problemText(error, t));
    }
  }

  return {
    edit({ line, job }) {
      if (job?.hasFile === true) void editJob(line, job.id);
      else parts.edit(line, undefined);
    },
    copy: (line) => void copy(line, 'request.copied'),
    copyLink: (jobId) => void copy(linkOfJob(jobId), 'request.linkCopied'),
    remove({ line, job }, key) {
      if (job === undefined) parts.removeReply(key);
      else void deleteJob(line, job.id);
    },
    open: parts.open,
  };
}
