import type { CommandDispatcher } from '../../../commands/dispatch/command-dispatcher.ts';
import { type Press, readPress } from '../payload/press-id.ts';
import { componentDataSchema, type WireInteraction } from '../payload/wire.ts';
import type { Request } from './handle-interaction.ts';
import { askerOf, withPayer } from './origin.ts';

/** A pressed button as a request. `undefined` for a button of another release. */
export function pressRequest(desk: CommandDispatcher, interaction: WireInteraction): Request | undefined {
  const data = componentDataSchema.safeParse(interaction.data);
  const press = data.success ? readPress(data.data.custom_id) : undefined;
  if (press === undefined) return undefined;
  return press.kind === 'next' ? nextRequest(desk, press) : ownRequest(desk, interaction, press);
}

/**
 * Going on from a result: a request of the one who presses, on the budget of where that is. Which sound is meant may
 * have to be asked first, and that, like a refusal, is between the two of them.
 */
function nextRequest(
  desk: CommandDispatcher,
  { action }: Extract<Press, { readonly kind: 'next' }>,
): Request {
  return {
    startsJob: true,
    whispersReplies: true,
    run: (origin, signal, standing) => desk.press(action, origin, signal, standing),
  };
}

function ownRequest(
  desk: CommandDispatcher,
  interaction: WireInteraction,
  press: Extract<Press, { readonly kind: 'own' }>,
): Request | undefined {
  const asker = askerOf(interaction);
  if (asker === undefined) return undefined;
  const { action } = press;
  const isOwner = press.member === asker.member;
  // In direct messages the payload names the person as the payer. The job still belongs to where it was asked
  // for; what costs again does not, because that person may have left there.
  const payer = isOwner && action.kind !== 'retry' ? press.tenant : undefined;
  return {
    startsJob: action.kind !== 'cancel' && action.kind !== 'confirm',
    ...(payer !== undefined && { asker: withPayer(asker, payer) }),
    run: (origin, signal, standing) => desk.press(action, origin, signal, standing),
  };
}
