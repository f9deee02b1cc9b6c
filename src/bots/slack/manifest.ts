import type { ActionDescription, OptionDescription } from '../../commands/framework/describe.ts';
import type { CommandDescription } from '../bot.ts';
import { EVENTS_PATH } from './connect/http-entrance.ts';
import { OPTIONAL_SCOPES, REQUIRED_SCOPES } from './connect/scopes.ts';
import { SHORTCUTS } from './inbound/handle-shortcuts.ts';
import { REDIRECT_PATH } from './install/install-texts.ts';
import { ONLY_UNDER_UMBRELLA, UMBRELLA } from './text/command-names.ts';

/** How Slack reaches the bot; HTTP needs the public address. */
export type ManifestTransport =
  | { readonly mode: 'socket' }
  | { readonly mode: 'http'; readonly publicUrl: string };

/**
 * Which names the commands get: `all` their own and the umbrella, or `umbrella` alone, where other apps own the
 * short ones.
 */
export type ManifestNames = 'all' | 'umbrella';

/** Events the bot receives. */
const EVENTS = [
  'app_mention',
  'message.im',
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'team_access_granted',
  'team_access_revoked',
] as const;
/** Slack cuts a hint at 1,000 characters; people can read much less at a glance. */
const HINT_CHARACTERS = 100;

/**
 * Returns the Slack app's description, to be pasted at api.slack.com/apps under “From a manifest”. Made from
 * the commands, so that it only lists those the bot knows (schema: slack.dev, "App manifest").
 *
 * @param commands in the language of the app's settings.
 * @param installsAt the public address where workspaces and organizations install the app themselves; without it, the
 *   app is for one workspace.
 */
export function slackManifest(
  commands: readonly CommandDescription[],
  transport: ManifestTransport,
  names: ManifestNames = 'all',
  installsAt?: string,
): Readonly<Record<string, unknown>> {
  const url = transport.mode === 'http' ? new URL(EVENTS_PATH, transport.publicUrl).href : undefined;
  const address = url === undefined ? {} : { url };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'AudioPod',
      description: 'Text to speech, music, stems, transcripts and noise removal with AudioPod.',
      background_color: '#1f1f2e',
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'audiopod', always_online: true },
      shortcuts: SHORTCUTS.map(({ callbackId, name, description }) => ({
        type: 'message',
        name,
        callback_id: callbackId,
        description,
      })),
      slash_commands: slashCommands(commands, names).map((command) => ({ ...command, ...address })),
    },
    oauth_config: {
      ...(installsAt !== undefined && { redirect_urls: [new URL(REDIRECT_PATH, installsAt).href] }),
      scopes: { bot: Object.keys(REQUIRED_SCOPES), bot_optional: Object.keys(OPTIONAL_SCOPES) },
    },
    settings: {
      event_subscriptions: { bot_events: EVENTS, ...(url === undefined ? {} : { request_url: url }) },
      interactivity: {
        is_enabled: true,
        ...(url === undefined ? {} : { request_url: url, message_menu_options_url: url }),
      },
      org_deploy_enabled: installsAt !== undefined,
      socket_mode_enabled: transport.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}

interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  /** Whether mentions arrive as ids. Otherwise text arrives as typed, because it may be read aloud. */
  readonly should_escape: boolean;
}

function slashCommands(
  commands: readonly CommandDescription[],
  names: ManifestNames,
): readonly SlashCommand[] {
  const named = commands.filter(({ name }) => names === 'all' && !ONLY_UNDER_UMBRELLA.has(name));
  return [...named.flatMap(ownCommands), umbrella(commands, named.length === 0)];
}

function ownCommands(command: CommandDescription): readonly SlashCommand[] {
  const hint =
    command.subcommands === undefined
      ? (command.action?.options ?? []).map(usage).join(' ')
      : command.subcommands.map(({ name }) => name).join(' | ');
  return [command.name, ...command.aliases].map((name) => ({
    command: `/${name}`,
    description: command.description,
    should_escape: actionsOf(command).some(({ options }) => options.some(({ kind }) => kind === 'member')),
    ...(hint === '' ? {} : { usage_hint: cut(hint) }),
  }));
}

function actionsOf({ action, subcommands = [] }: CommandDescription): readonly ActionDescription[] {
  return action === undefined ? subcommands : [action];
}

/**
 * Returns the command that reaches all others.
 *
 * @param isAlone it must then carry mentions too, for the commands that ask for people.
 */
function umbrella(commands: readonly CommandDescription[], isAlone: boolean): SlashCommand {
  return {
    command: `/${UMBRELLA}`,
    description: 'All commands under one name',
    should_escape: isAlone,
    usage_hint: cut(`${commands.map(({ name }) => name).join(' | ')} …`),
  };
}

function usage({ name, kind, isBare }: OptionDescription): string {
  if (isBare) return `[${name}]`;
  // A slash command carries no files.
  return kind === 'audio' || kind === 'textFile' ? '' : `[${name}:…]`;
}

function cut(hint: string): string {
  const tidy = hint.replace(/\s+/g, ' ').trim();
  return tidy.length <= HINT_CHARACTERS ? tidy : `${tidy.slice(0, HINT_CHARACTERS - 1).trimEnd()}…`;
}
