import type { WireInteraction } from './wire.ts';

/** What the answer to an interaction is addressed by. */
export interface InteractionAddress {
  readonly applicationId: string;
  readonly interactionId: string;
  readonly token: string;
}

/** Where an interaction is answered. */
export function addressIn(interaction: WireInteraction): InteractionAddress {
  return {
    applicationId: interaction.application_id,
    interactionId: interaction.id,
    token: interaction.token,
  };
}
