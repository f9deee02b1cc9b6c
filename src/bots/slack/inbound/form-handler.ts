import { z } from 'zod';
import type { Clock } from '../../../core/async/clock.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import { type BoxKeys, seal, unseal } from '../../../core/model/secret-box.ts';
import type { Log } from '../../../core/ports/log.ts';
import type { CommandDispatcher } from '../../bot.ts';
import { handleOf, responseUrlOf } from '../deliver/reply-handle.ts';
import { drawForm, type FormSubject } from '../draw/command-form.ts';
import { SlackApiError, SlackTimeout } from '../web/slack-error.ts';
import type { SlackWeb } from '../web/slack-web.ts';
import type { Whereabouts } from './slack-request.ts';

/** What a form carries along: its command, and where it was opened. */
export interface FormContext {
  readonly subject: FormSubject;
  readonly where: Omit<Whereabouts, 'userId'> & { readonly channel: string };
}

/** Opens forms and recognizes them when they are submitted. */
export interface FormHandler {
  /** Opens a form. Returns false if Slack no longer opens it, because more than three seconds have passed. */
  open(subject: FormSubject, origin: Origin, triggerId: string, signal: AbortSignal): Promise<boolean>;
  /** Reads a form's metadata; `undefined` for one that is not of this bot. */
  contextOf(metadata: string): FormContext | undefined;
}

const PURPOSE = 'slack-form';
const DEADLINE_MS = 5_000;

const opened = z.object({});
const shape = z.object({
  command: z.string(),
  subcommand: z.string().optional(),
  channel: z.string(),
  threadTs: z.string().optional(),
  isInThread: z.boolean(),
  respond: z.object({ sealed: z.string(), untilMs: z.number() }).optional(),
});

/** Creates the form handler. */
export function createFormHandler(parts: {
  readonly web: SlackWeb;
  readonly dispatcher: CommandDispatcher;
  readonly keys: BoxKeys;
  readonly clock: Clock;
  readonly log: Log;
}): FormHandler {
  const { web, dispatcher, keys, clock, log } = parts;

  const metadataOf = ({ values: _shown, ...subject }: FormSubject, origin: Origin): string => {
    const handle = handleOf(origin);
    const url = responseUrlOf(handle, keys, clock.now());
    const untilMs = handle.respond?.untilMs;
    const carried: z.infer<typeof shape> = {
      ...subject,
      channel: origin.channel,
      isInThread: handle.isInThread,
      ...(origin.thread === undefined ? {} : { threadTs: origin.thread }),
      ...(url === undefined || untilMs === undefined
        ? {}
        : { respond: { sealed: seal(url, PURPOSE, keys), untilMs } }),
    };
    return JSON.stringify(carried);
  };

  return {
    async open(subject, origin, triggerId, signal) {
      const { locale } = origin;
      const view = drawForm(subject, dispatcher.describe(locale), metadataOf(subject, origin), locale);
      if (view === undefined) return false;
      try {
        await web.call(
          'views.open',
          (client) => client.views.open({ trigger_id: triggerId, view }),
          opened,
          AbortSignal.any([signal, clock.timeout(DEADLINE_MS)]),
          { isPatient: false },
        );
        return true;
      } catch (error) {
        signal.throwIfAborted();
        const reason =
          error instanceof SlackApiError || error instanceof SlackTimeout ? error.message : 'broke';
        log.info({ reason }, 'slack-form-not-opened');
        return false;
      }
    },
    contextOf(metadata) {
      const { data } = shape.safeParse(jsonOf(metadata));
      if (data === undefined) return undefined;
      const { command, subcommand, channel, isInThread, threadTs, respond } = data;
      const url = respond === undefined ? undefined : unseal(respond.sealed, PURPOSE, keys);
      return {
        subject: { command, ...(subcommand === undefined ? {} : { subcommand }) },
        where: {
          channel,
          isInThread,
          ...(threadTs === undefined ? {} : { threadTs }),
          ...(url === undefined || respond === undefined
            ? {}
            : { responseUrl: url, respondUntilMs: respond.untilMs }),
        },
      };
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
