import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import type { InteractionHeader } from '../payload/interaction-header.ts';
import type { Press } from '../payload/press-id.ts';
import type { Request } from './handle-interaction.ts';
import { askerOf, withPayer } from './origin.ts';

/** Returns a pressed button as a request. */
export function pressRequest(
  dispatcher: CommandDispatcher,
  header: InteractionHeader,
  press: Exclude<Press, { readonly kind: 'file' | 'form' }>,
): Request {
  const { action } = press;
  const run: Request['run'] = (origin, signal, findPermissions, identity) =>
    dispatcher.press(action, origin, signal, findPermissions, identity);
  // A next step is a request of the person who presses, on the budget of that server.
  if (press.kind === 'next') return { run };
  const asker = askerOf(header);
  // In direct messages the payload names the person as the payer. The job still belongs to where it was
  // requested; actions that cost again don't, because the person may have left there.
  const keepsPayer = asker !== undefined && press.member === asker.member && action.kind !== 'retry';
  return { ...(keepsPayer && { asker: withPayer(asker, press.tenant) }), run };
}
