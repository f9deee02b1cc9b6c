import { z } from 'zod';
import type { InstallationRecord } from '../../../core/model/installations.ts';
import { Secret } from '../../../core/model/secret.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import { PLATFORM } from '../deliver/reply-handle.ts';

/** The bot as it is installed in a workspace, or in a whole organization. */
export interface Installation {
  /** As it is stored: of the workspace or of the organization. */
  readonly id: string;
  readonly installedAtMs: number;
  readonly token: Secret;
  /** Whether it serves every workspace of an organization, each of which is named in calls then. */
  readonly isOrganization: boolean;
  readonly botId: string;
  readonly botUserId: string;
  /** The name to mention or invite. */
  readonly botName: string;
}

const shape = z.object({
  token: z.string().min(1),
  isOrganization: z.boolean(),
  botId: z.string().min(1),
  botUserId: z.string().min(1),
  botName: z.string().min(1),
});

/** Returns the id of a workspace’s or an organization’s installation. Slack’s own ids of both differ. */
export function installationId(teamOrEnterpriseId: string): string {
  return `${PLATFORM}:${teamOrEnterpriseId}`;
}

/** Encrypts an installation for storage. It can only be decrypted under its own id. */
export function sealInstallation(installation: Installation, keys: BoxKeys): InstallationRecord {
  const { id, installedAtMs, token, ...facts } = installation;
  const text = JSON.stringify({ ...facts, token: token.reveal() });
  return { id, installedAtMs, sealed: seal(text, purposeOf(id), keys) };
}

/** Decrypts a stored installation; `undefined` if no `SECRET_KEY` does. */
export function unsealInstallation(
  { id, installedAtMs, sealed }: InstallationRecord,
  keys: BoxKeys,
): Installation | undefined {
  const text = unseal(sealed, purposeOf(id), keys);
  if (text === undefined) return undefined;
  const { token, ...facts } = shape.parse(JSON.parse(text));
  return { id, installedAtMs, token: new Secret(token), ...facts };
}

function purposeOf(id: string): string {
  return `slack-installation:${id}`;
}
