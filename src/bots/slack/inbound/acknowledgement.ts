import type { Clock } from '../../../core/async/clock.ts';

/** What a form that stays open shows at its fields, by their block ids. */
export type FieldErrors = Readonly<Record<string, string>>;

/** Acknowledges a request; a form closes by that, unless there are errors to show in it. */
export type Acknowledge = (errors?: FieldErrors) => Promise<void>;

/** The acknowledgement of one request, which happens once. */
export interface Acknowledgement {
  /** Acknowledges, unless that has happened. Throws what Slack's library throws. */
  confirm(): Promise<void>;
  /** Keeps the form open with errors. Returns false if they are not seen: it is too late, or Slack is gone. */
  refuse(errors: FieldErrors): Promise<boolean>;
}

/**
 * Slack waits three seconds and then shows its own error. What is left of them is for recording the request and
 * for the network.
 */
const FORM_WAITS_MS = 1_800;

/**
 * Creates an acknowledgement.
 *
 * @param waits whether it waits a limited time for {@link Acknowledgement.refuse}; else it happens now.
 */
export function createAcknowledgement(
  acknowledge: Acknowledge,
  waits: boolean,
  clock: Pick<Clock, 'timeout'>,
): Acknowledgement {
  let sent: Promise<void> | undefined;
  const confirm = (): Promise<void> => {
    sent ??= acknowledge();
    return sent;
  };
  // Its failure reaches those who wait for it.
  const confirmNow = (): void => void confirm().catch(() => {});
  if (waits) clock.timeout(FORM_WAITS_MS).addEventListener('abort', confirmNow, { once: true });
  else confirmNow();
  return {
    confirm,
    async refuse(errors) {
      if (sent !== undefined) return false;
      sent = acknowledge(errors);
      return sent.then(
        () => true,
        () => false,
      );
    },
  };
}
