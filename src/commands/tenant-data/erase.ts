import type { Action } from '../../core/model/job/action.ts';
import { joinSentences } from '../../core/text/explain-failure.ts';
import { action } from '../framework/action.ts';
import type { Call } from '../framework/command.ts';
import { inform, type ReplyOutcome } from '../framework/reply.ts';

/** How long the button works. */
const CONFIRM_WITHIN_MS = 15 * 60_000;

/** The subcommand that tells admins what erasing everything means, and offers to do it. */
export const erase = action({
  options: {},
  onlyFor: 'admins',
  run: (_values, call) => ask(call),
});

function ask({ say, nowMs }: Pick<Call, 'say' | 'nowMs'>): ReplyOutcome {
  return inform(say('tenant.erase'), { actions: [{ kind: 'erase', askedAtMs: nowMs }] });
}

/**
 * Erases what is kept of the caller's tenant, once that was confirmed. An old button asks again. The caller must have been
 * admitted as an admin.
 */
export async function eraseConfirmed(
  { askedAtMs }: Extract<Action, { readonly kind: 'erase' }>,
  call: Pick<Call, 'services' | 'origin' | 'nowMs' | 'say' | 'signal'>,
): Promise<ReplyOutcome> {
  const { services, origin, nowMs, say, signal } = call;
  if (nowMs - askedAtMs > CONFIRM_WITHIN_MS) return ask(call);
  const { erased, running, left, voices, voicesElsewhere } = await services.eraser.erase(
    origin.tenant,
    signal,
  );
  return inform(
    joinSentences(
      origin.locale,
      say('tenant.erased', { count: erased }),
      ...(voices === 0 ? [] : [say('tenant.erased-voices', { count: voices })]),
      ...(voicesElsewhere === 0 ? [] : [say('tenant.voices-elsewhere')]),
      ...(running === 0 ? [] : [say('tenant.erase-running', { count: running })]),
      ...(left === 0 ? [] : [say('tenant.erase-left', { count: left })]),
      say('tenant.erase-kept'),
    ),
  );
}
