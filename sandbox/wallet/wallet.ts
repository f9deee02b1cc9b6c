import { refuseBalance } from '../http/api-error.ts';

/** Money reserved for one job. It ends exactly once: captured or released. */
export interface Reservation {
  readonly cents: number;
}

/** One line of the usage history, written when money is captured. */
export interface UsageLine {
  readonly serviceType: string;
  readonly durationMs: number;
  readonly cents: number;
  readonly atMs: number;
}

/** The wallet's figures. Always `toppedUp = available + reserved + spent`, and none is negative. */
export interface WalletFigures {
  readonly availableCents: number;
  readonly reservedCents: number;
  readonly spentCents: number;
  readonly toppedUpCents: number;
}

/** The prepaid money behind a key, in whole cents. The balance excludes reserved money. */
export class Wallet {
  readonly #initialCents: number;
  #availableCents: number;
  #spentCents = 0;
  readonly #reservations = new Set<Reservation>();
  readonly #usage: UsageLine[] = [];

  constructor(initialCents: number) {
    this.#initialCents = initialCents;
    this.#availableCents = initialCents;
  }

  get figures(): WalletFigures {
    let reservedCents = 0;
    for (const reservation of this.#reservations) reservedCents += reservation.cents;
    return {
      availableCents: this.#availableCents,
      reservedCents,
      spentCents: this.#spentCents,
      toppedUpCents: this.#availableCents + reservedCents + this.#spentCents,
    };
  }

  /** The usage history, newest first. */
  get usage(): readonly UsageLine[] {
    return this.#usage.toReversed();
  }

  /** @throws {ApiError} 402 in shape D when the balance is too low; nothing is reserved then. */
  reserve(cents: number): Reservation {
    if (cents > this.#availableCents) throw refuseBalance(cents, this.#availableCents);
    const reservation = { cents };
    this.#availableCents -= cents;
    this.#reservations.add(reservation);
    return reservation;
  }

  /** Charges the actual cost, never more than reserved, and releases the rest. */
  capture(reservation: Reservation, line: UsageLine): number {
    if (!this.#reservations.delete(reservation)) return 0;
    const cents = Math.min(line.cents, reservation.cents);
    this.#availableCents += reservation.cents - cents;
    this.#spentCents += cents;
    this.#usage.push({ ...line, cents });
    return cents;
  }

  /** Releases the whole reservation. */
  release(reservation: Reservation): void {
    if (this.#reservations.delete(reservation)) this.#availableCents += reservation.cents;
  }

  /** Sets the available balance. Reservations and the history stay unchanged. */
  setAvailable(cents: number): void {
    this.#availableCents = cents;
  }

  /** Returns to the initial balance, with no history. Open reservations are dropped. */
  reset(): void {
    this.#availableCents = this.#initialCents;
    this.#spentCents = 0;
    this.#reservations.clear();
    this.#usage.length = 0;
  }
}
