import { InstallProvider, type InstallURLOptions } from '@slack/oauth';
import { type Request, type Response, Router } from 'express';
import type { Clock } from '../../../core/async/clock.ts';
import type { Installations } from '../../../core/model/installations.ts';
import { type Locale, localeOf } from '../../../core/model/locale.ts';
import type { Secret } from '../../../core/model/secret.ts';
import type { BoxKeys } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { Seen } from '../../../core/ports/store.ts';
import { OPTIONAL_SCOPES, REQUIRED_SCOPES } from '../connect/scopes.ts';
import { sdkLog } from '../web/sdk-log.ts';
import { createInstallState, STATE_TTL_MS } from './install-state.ts';
import {
  type Answer,
  donePage,
  failurePage,
  INSTALL_PATH,
  LANDING_PATH,
  landingPage,
  REDIRECT_PATH,
  type Support,
} from './install-texts.ts';
import { createInstallPages } from './page.ts';
import type { StoreInstallation } from './store-installation.ts';

/** How workspaces install the bot. */
export interface InstallSettings {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The https address of this server, which Slack sends browsers back to. */
  readonly publicUrl: string;
  /** What the pages show for help. */
  readonly support: Support;
  /** Whether new workspaces can't spend until the bot owner sets a budget. */
  readonly needsBudget: boolean;
  /** Where installations are stored. */
  readonly installations: Installations;
  readonly seen: Pick<Seen, 'first'>;
}

const DEADLINE_MS = 20_000;

/** Serves the page that offers the bot, and the two steps of its installation. */
export async function createInstallRoutes(
  settings: InstallSettings,
  parts: {
    readonly apiUrl: string;
    readonly store: StoreInstallation;
    readonly keys: BoxKeys;
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<Router> {
  const { apiUrl, log } = parts;
  const { seen, support, needsBudget } = settings;
  const pages = await createInstallPages();
  const options: InstallURLOptions = {
    scopes: [...Object.keys(REQUIRED_SCOPES), ...Object.keys(OPTIONAL_SCOPES)],
    redirectUri: new URL(REDIRECT_PATH, settings.publicUrl).href,
  };
  const provider = new InstallProvider({
    clientId: settings.clientId,
    clientSecret: settings.clientSecret.reveal(),
    stateStore: createInstallState({ ...parts, seen, options }),
    stateCookieExpirationSeconds: STATE_TTL_MS / 1_000,
    installUrlOptions: options,
    directInstall: true,
    authorizationUrl: new URL('../oauth/v2/authorize', apiUrl).href,
    // A code works once, so that nothing may be repeated.
    clientOptions: { slackApiUrl: apiUrl, timeout: DEADLINE_MS, retryConfig: { retries: 0 } },
    installationStore: {
      storeInstallation: (installation) => parts.store(installation as Parameters<StoreInstallation>[0]),
      fetchInstallation: async () => {
        throw new Error('Installations are read elsewhere');
      },
    },
    logger: sdkLog(log),
  });

  const show = (response: Response, { status, page }: Answer, locale: Locale): void => {
    response.status(status).set(pages.headers).send(pages.draw(page, locale));
  };

  return Router()
    .get(LANDING_PATH, (request, response) => {
      const locale = localeOfRequest(request);
      show(response, landingPage(support, locale), locale);
    })
    .get(INSTALL_PATH, (request, response) => provider.handleInstallPath(request, response))
    .get(REDIRECT_PATH, async (request, response) => {
      const locale = localeOfRequest(request);
      await provider.handleCallback(request, response, {
        success: (installation) => show(response, donePage(installation, needsBudget, locale), locale),
        failure: (error) => {
          log.info({ code: error.code, name: error.name }, 'slack-not-installed');
          show(response, failurePage(error, support, locale), locale);
        },
      });
    });
}

/** Returns the browser's first language that the bot supports. */
function localeOfRequest(request: Request): Locale {
  return localeOf(request.acceptsLanguages().find((tag) => /^(en|zh)\b/i.test(tag)));
}
