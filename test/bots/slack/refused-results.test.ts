import { describe, it } from 'node:test';
import { isJobOver } from '../../../src/core/model/job/job.ts';
import { explainFailure } from '../../../src/core/text/explain-failure.ts';
import { fastClock } from '../../fakes/fast-clock.ts';
import { until } from '../../fakes/until.ts';
import { assertTable } from '../../fixtures/failures-page.ts';
import { startSlackWorld } from './fixtures/slack-world.ts';

/** What Slack answers when files are shared: one error of each kind that the bot tells apart, and the usual ones. */
const ERRORS = [
  'account_inactive',
  'channel_not_found',
  'file_uploads_disabled',
  'internal_error',
  'is_archived',
  'missing_scope',
  'not_in_channel',
  'posting_to_channel_denied',
  'ratelimited',
  'restricted_action',
  'slack_connect_file_upload_sharing_blocked',
  'storage_limit_reached',
  'token_revoked',
] as const;

/** Asks for speech while Slack refuses to share files, once or always; says where the result went. */
async function resultOf(error: string, times: number): Promise<string> {
  await using here = await startSlackWorld({ bot: { clock: fastClock(20) }, world: { speedUp: 2_000 } });
  const { slack } = here;
  const { member } = slack.users;
  const { general } = slack.channels;
  slack.fault('files.completeUploadExternal', { kind: 'error', error }, times);
  await slack.command({ command: '/tts', text: 'Hello there', user: member, channel: general });
  const { delivery } = await until('the result is posted, given up, or tried a third time', async () => {
    const [job] = await here.jobs();
    return job !== undefined && (isJobOver(job) || (job.work.stage === 'encoded' && job.attempt >= 2)) && job;
  });
  if (delivery.state === 'pending') return 'Tried again later';
  if (delivery.state === 'undeliverable') return explainFailure('en', delivery.failure);
  const result = slack.messages.find(({ via }) => via === 'upload');
  if (result?.channel === general) return 'In the channel';
  return result?.channel === slack.dm(member) ? 'In a direct message' : 'Nowhere';
}

describe('docs/failures.md', () => {
  it('says where a result goes when Slack refuses it', async () => {
    await assertTable({
      name: 'slack',
      head: ['Slack’s answer', 'Once', 'Every time'],
      names: { cell: 0, all: ERRORS.map((error) => `\`${error}\``) },
      lineOf: async (name) => {
        const error = name.slice(1, -1);
        return [name, await resultOf(error, 1), await resultOf(error, 1_000)];
      },
    });
  });
});
