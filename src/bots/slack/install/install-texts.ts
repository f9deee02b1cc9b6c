import type { Installation } from '@slack/oauth';
import type { Locale } from '../../../core/model/locale.ts';
import { say } from '../text/words.ts';
import { installationId } from '../workspaces/installation.ts';
import type { InstallPage, Link } from './page.ts';
import { ScopesMissing } from './store-installation.ts';

/** Where the pages are, below the public address. */
export const LANDING_PATH = '/slack';
export const INSTALL_PATH = '/slack/install';
export const REDIRECT_PATH = '/slack/oauth_redirect';

/** What people may contact if they need help. */
export interface Support {
  readonly url?: string;
  readonly email?: string;
}

/** A page, and the status it is served with. */
export interface Answer {
  readonly status: number;
  readonly page: InstallPage;
}

/** Returns what the bot does, and the button that adds it to Slack. */
export function landingPage(support: Support, locale: Locale): Answer {
  const page: InstallPage = {
    title: say(locale, 'slack.install.title'),
    paragraphs: [say(locale, 'slack.install.lead')],
    points: [
      say(locale, 'slack.install.point-commands'),
      say(locale, 'slack.install.point-messages'),
      say(locale, 'slack.install.point-money'),
    ],
    button: { text: say(locale, 'slack.install.button'), href: INSTALL_PATH },
    links: linksTo(support, locale),
  };
  return { status: 200, page };
}

/** @param needsBudget whether new workspaces can't spend until the bot owner sets a budget. */
export function donePage(
  { team, enterprise, appId, isEnterpriseInstall }: Installation,
  needsBudget: boolean,
  locale: Locale,
): Answer {
  const of = isEnterpriseInstall === true ? enterprise : team;
  const name = of?.name ?? of?.id ?? 'Slack';
  const budget =
    isEnterpriseInstall === true || team?.id === undefined
      ? say(locale, 'slack.install.budget-organization')
      : say(locale, 'slack.install.budget', { tenant: installationId(team.id) });
  const open = new URL('https://slack.com/app_redirect');
  if (appId !== undefined) open.searchParams.set('app', appId);
  if (team?.id !== undefined) open.searchParams.set('team', team.id);
  const page: InstallPage = {
    title: say(locale, 'slack.install.done', { name }),
    paragraphs: [say(locale, 'slack.install.next'), ...(needsBudget ? [budget] : [])],
    ...(appId !== undefined && { button: { text: say(locale, 'slack.install.open'), href: open.href } }),
  };
  return { status: 200, page };
}

/** Says why nothing was installed, and how to start again. */
export function failurePage(error: unknown, support: Support, locale: Locale): Answer {
  const { status, text } = reasonOf(error, locale);
  const page: InstallPage = {
    title: say(locale, 'slack.install.failed'),
    paragraphs: [text],
    button: { text: say(locale, 'slack.install.again'), href: INSTALL_PATH },
    links: linksTo(support, locale),
  };
  return { status, page };
}

function reasonOf(error: unknown, locale: Locale): { readonly status: number; readonly text: string } {
  if (error instanceof ScopesMissing) {
    const scopes = error.scopes.map((scope) => `\`${scope}\``).join(', ');
    return { status: 403, text: say(locale, 'slack.install.scopes', { scopes }) };
  }
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  switch (code) {
    case 'slack_oauth_installer_authorization_error':
      return { status: 403, text: say(locale, 'slack.install.canceled') };
    case 'slack_oauth_invalid_state':
    case 'slack_oauth_missing_state':
    case 'slack_oauth_missing_code':
      return { status: 400, text: say(locale, 'slack.install.expired') };
    case 'ledger-unavailable':
      return { status: 503, text: say(locale, 'slack.install.not-stored') };
    default:
      return { status: 502, text: say(locale, 'slack.install.refused') };
  }
}

function linksTo({ url, email }: Support, locale: Locale): readonly Link[] {
  const support = url ?? (email === undefined ? undefined : `mailto:${email}`);
  return [
    { text: say(locale, 'slack.install.privacy'), href: '/privacy' },
    { text: say(locale, 'slack.install.terms'), href: '/terms' },
    ...(support === undefined ? [] : [{ text: say(locale, 'slack.install.support'), href: support }]),
  ];
}
