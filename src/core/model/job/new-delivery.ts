import type { Delivery } from './job.ts';

/**
 * Returns the delivery of an outcome that was just reached.
 *
 * If an earlier outcome was delivered or given up, it is a new round: its messages must not be mistaken for a
 * repeat of the earlier ones.
 */
export function newDelivery(before: Delivery): Delivery {
  switch (before.state) {
    case 'none':
      return { state: 'pending', round: 0 };
    case 'pending':
    case 'partial':
      return { state: 'pending', round: before.round };
    case 'done':
    case 'undeliverable':
      return { state: 'pending', round: before.round + 1 };
  }
}
