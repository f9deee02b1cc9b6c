import PQueue from 'p-queue';
import { z } from 'zod';
import { broken, type Check, type Finding, inOrder, warning } from '../../../core/model/check.ts';
import type { InstallationRecord } from '../../../core/model/installations.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import { missingScopes } from '../connect/scopes.ts';
import { SlackApiError } from '../web/slack-error.ts';
import { type Installation, unsealInstallation } from '../workspaces/installation.ts';
import { askSlack, type SlackLook } from './slack-look.ts';

/** Each is one request; a bot in thousands of workspaces would need minutes to look at all. */
export const INSTALLATIONS_LOOKED_AT = 50;
/** Two rounds, within the time of a check. */
const AT_ONCE = 25;
const ASKED_WITHIN_MS = 4_000;

const whose = z.object({ team: z.string().optional(), enterprise: z.unknown().optional() });

/** Looks at every stored installation, where workspaces install the bot themselves. */
export const installationsCheck: Check<SlackLook> = {
  name: 'slack.installations',
  looksAt: `Where workspaces install the bot: the token and scopes of each (the first ${INSTALLATIONS_LOOKED_AT})`,
  remedy: 'Have the app installed there again, at /slack/install of the bot’s address.',
  async run(look, signal) {
    const stored = await look.installations?.();
    if (stored === undefined) return [];
    if (stored.records.length === 0) return inOrder('No workspace has installed the bot yet.');
    const looked = stored.records.slice(0, INSTALLATIONS_LOOKED_AT);
    const queue = new PQueue({ concurrency: AT_ONCE });
    const found = await queue.addAll(
      looked.map((record) => (): Promise<readonly Finding[]> => judge(look, record, stored.keys, signal)),
    );
    const rest = stored.records.length > looked.length ? inOrder('More workspaces were not looked at.') : [];
    return [...found.flat(), ...rest];
  },
};

async function judge(
  look: SlackLook,
  record: InstallationRecord,
  keys: BoxKeys,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const installation = unsealInstallation(record, keys);
  if (installation === undefined) {
    return broken(
      `SECRET_KEY doesn’t decrypt the installation ${record.id}.`,
      'Set SECRET_KEY_PREVIOUS to the key before, or have the app installed there again.',
    );
  }
  try {
    return await ask(look, installation, AbortSignal.any([signal, AbortSignal.timeout(ASKED_WITHIN_MS)]));
  } catch (error) {
    if (error instanceof SlackApiError)
      return broken(`Slack rejects the token of ${record.id} (${error.error}).`);
    signal.throwIfAborted();
    return broken(`Slack doesn’t answer for ${record.id}.`, 'Check the network, and run this again.');
  }
}

async function ask(
  { apiUrl }: SlackLook,
  { id, token, isOrganization }: Installation,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const call = { apiUrl, method: 'auth.test', token: token.reveal() };
  const { answer, scopes } = await askSlack(call, whose, signal);
  const where = `${answer.team ?? 'an unnamed workspace'} (${isOrganization ? 'organization ' : ''}${id})`;
  if (scopes === undefined) return inOrder(`Slack accepts the token of ${where}.`);
  const missing = missingScopes(scopes);
  return missing.length === 0
    ? inOrder(`Slack accepts the token of ${where}, with all scopes.`)
    : warning(`The installation in ${where} lacks these scopes: ${missing.join(', ')}.`);
}
