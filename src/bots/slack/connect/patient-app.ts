import { App, type ReceiverEvent } from '@slack/bolt';

/** Acknowledges an event. Further calls do nothing. */
export type AcknowledgeEvent = () => Promise<void>;

/**
 * A Bolt app whose handlers acknowledge events. Bolt itself acknowledges one before any handler sees it, when
 * nothing is recorded yet. What no handler acknowledges is acknowledged in the end.
 */
export class PatientApp extends App {
  readonly #acknowledgements = new WeakMap<object, AcknowledgeEvent>();

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { body } = event;
    if (body['type'] !== 'event_callback') return super.processEvent(event);
    let acknowledging: Promise<void> | undefined;
    const acknowledge = (): Promise<void> => {
      acknowledging ??= Promise.resolve(event.ack());
      return acknowledging;
    };
    this.#acknowledgements.set(body, acknowledge);
    await super.processEvent({ ...event, ack: async () => {} });
    await acknowledge();
  }

  /** Returns the acknowledgement of the event with this body. */
  acknowledgementOf(body: object): AcknowledgeEvent {
    return this.#acknowledgements.get(body) ?? (async () => {});
  }
}
