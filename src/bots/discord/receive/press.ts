import { MessageFlags } from 'discord.js';
import type { CommandDesk } from '../../../commands/desk.ts';
import { readPress } from '../draw/buttons.ts';
import { askerOf, withPayer } from './origin.ts';
import type { Request } from './take-interaction.ts';
import { componentDataSchema, type WireInteraction } from './wire.ts';

/** A pressed button as a request. `undefined` for a button of another release. */
export function pressRequest(desk: CommandDesk, interaction: WireInteraction): Request | undefined {
  const data = componentDataSchema.safeParse(interaction.data);
  const press = data.success ? readPress(data.data.custom_id) : undefined;
  const asker = askerOf(interaction);
  if (press === undefined || asker === undefined) return undefined;
  const { action } = press;
  const isOwner = press.member === asker.member;
  const isOnPrivate = ((interaction.message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  // What others are told about a job that is not theirs is nobody else's business, and neither is stopping one.
  // Going on from a result is a request of one's own.
  const isForeign = !isOwner && action.kind !== 'next';
  const isEphemeral = isOnPrivate || isForeign || action.kind === 'cancel';
  // In direct messages the payload names the person as the payer. The job still belongs to where it was asked
  // for; what costs again does not, because that person may have left there.
  const costs = action.kind === 'retry' || action.kind === 'next';
  const payer = isOwner && !costs ? press.tenant : undefined;
  return {
    isEphemeral,
    visibility: isEphemeral ? 'private' : 'public',
    startsJob: action.kind !== 'cancel',
    ...(payer !== undefined && { asker: withPayer(asker, payer) }),
    run: (origin, signal) => desk.press(action, origin, signal),
  };
}
