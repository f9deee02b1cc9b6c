import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import type { Press } from '../payload/press-id.ts';
import type { Request } from './handle-interaction.ts';
import { askerOf, withPayer } from './origin.ts';

/** A pressed button as a request. */
export function pressRequest(desk: CommandDispatcher, header: InteractionHeader, press: Press): Request {
  const { action } = press;
  const run: Request['run'] = (origin, signal, standing) => desk.press(action, origin, signal, standing);
  // Going on from a result is a request of the one who presses, on the budget of where that is. Which track is meant may
  // have to be asked first, and that, like a refusal, is between the two of them.
  if (press.kind === 'next') return { whispersReplies: true, run };
  const asker = askerOf(header);
  // In direct messages the payload names the person as the payer. The job still belongs to where it was asked
  // for; what costs again does not, because that person may have left there.
  const keepsPayer = asker !== undefined && press.member === asker.member && action.kind !== 'retry';
  return { ...(keepsPayer && { asker: withPayer(asker, press.tenant) }), run };
}
