import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import type { ReplyPlace } from '../payload/first-response.ts';

/** Acknowledgements, by where the reply will be. */
export const ACKNOWLEDGEMENTS: Readonly<Record<ReplyPlace, object>> = {
  public: { type: InteractionResponseType.DeferredChannelMessageWithSource },
  private: {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: { flags: MessageFlags.Ephemeral },
  },
  'in-place': { type: InteractionResponseType.DeferredMessageUpdate },
  instead: { type: InteractionResponseType.DeferredMessageUpdate },
};

/** Returns the first response that offers choices for the option being typed. */
export function choicesBody(choices: readonly object[]): object {
  return { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } };
}

/** Returns the first response that opens a form. */
export function formBody(form: object): object {
  return { type: InteractionResponseType.Modal, data: form };
}
