import { z } from 'zod';
import { broken, type Check, inOrder, warning } from '../../../core/model/check.ts';
import { type ManifestTransport, slackManifest } from '../manifest.ts';
import { SlackApiError } from '../web/slack-error.ts';
import { askSlack, type SlackLook } from './slack-look.ts';

const botSchema = z.object({ bot: z.object({ app_id: z.string() }) });
const exportedSchema = z.object({ manifest: z.record(z.string(), z.unknown()) });

const SHOWN = 5;

/** Compares the app as it's set up with the manifest of this release. */
export const manifestCheck: Check<SlackLook> = {
  name: 'slack.manifest',
  looksAt: 'With `SLACK_CONFIG_TOKEN`: whether the app is set up as this release’s manifest says',
  remedy:
    'Paste npm run manifest -- slack at the app’s “App Manifest” page, then reinstall the app if Slack asks.',
  async run(look, signal) {
    const { apiUrl, access, configToken } = look;
    if (configToken === undefined || access.botToken === undefined) return [];
    const mode = manifestMode(look);
    // The look at the endpoint reports that the address is missing.
    if (mode === undefined) return [];
    const identity = await look.identity().catch(() => undefined);
    if (identity?.bot_id === undefined) return [];
    const token = access.botToken.reveal();
    const bot = { apiUrl, method: 'bots.info', token, form: { bot: identity.bot_id } };
    const { app_id: appId } = (await askSlack(bot, botSchema, signal)).answer.bot;
    let installed: unknown;
    try {
      const call = { apiUrl, method: 'apps.manifest.export', token: configToken, form: { app_id: appId } };
      installed = (await askSlack(call, exportedSchema, signal)).answer.manifest;
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
      return broken(
        `Slack doesn’t accept SLACK_CONFIG_TOKEN for app ${appId} (${error.error}).`,
        'Generate a new one at https://api.slack.com/apps; it lasts twelve hours. Or unset it.',
      );
    }
    const differences = differencesFrom(oursFor(look, mode, installed), installed);
    if (differences.length === 0) return inOrder(`App ${appId} is set up as this release’s manifest says.`);
    const more = differences.length > SHOWN ? ` and ${differences.length - SHOWN} more` : '';
    return warning(
      `App ${appId} differs from this release’s manifest: ${differences.slice(0, SHOWN).join(', ')}${more}.`,
    );
  },
};

/** `undefined` over HTTP without a public address. */
function manifestMode({ access, publicUrl }: SlackLook): ManifestTransport | undefined {
  if (access.mode === 'socket') return { mode: 'socket' };
  return publicUrl === undefined ? undefined : { mode: 'http', publicUrl };
}

/** Returns the manifest that the app should have; with the names of commands that it was made with. */
function oursFor({ commands }: SlackLook, mode: ManifestTransport, installed: unknown): unknown {
  const [all, umbrella] = [slackManifest(commands, mode), slackManifest(commands, mode, 'umbrella')];
  return differencesFrom(umbrella, installed).length < differencesFrom(all, installed).length
    ? umbrella
    : all;
}

/** What owners may choose freely. */
const FREE = new Set(['_metadata', 'display_information', 'bot_user']);

/**
 * Returns where the other manifest lacks something of ours or has another value. What it has besides is left out:
 * Slack adds fields of its own.
 */
function differencesFrom(ours: unknown, theirs: unknown, path = ''): readonly string[] {
  if (Array.isArray(ours)) {
    const others = Array.isArray(theirs) ? theirs : [];
    return ours.flatMap((one) => {
      const same = others.find((other) => nameOf(other) === nameOf(one));
      const at = `${path} ${nameOf(one)}`;
      return same === undefined ? [at] : differencesFrom(one, same, at);
    });
  }
  if (typeof ours !== 'object' || ours === null) return ours === theirs ? [] : [path];
  const fields = typeof theirs === 'object' && theirs !== null ? new Map(Object.entries(theirs)) : new Map();
  return Object.entries(ours)
    .filter(([name]) => !FREE.has(name))
    .flatMap(([name, value]) =>
      differencesFrom(value, fields.get(name), path === '' ? name : `${path}.${name}`),
    );
}

/** Entries of lists are known by these. */
const nameSchema = z.union([
  z.string(),
  z.object({ command: z.string() }).transform(({ command }) => command),
  z.object({ callback_id: z.string() }).transform((entry) => entry.callback_id),
]);

function nameOf(entry: unknown): string {
  return nameSchema.safeParse(entry).data ?? JSON.stringify(entry);
}
