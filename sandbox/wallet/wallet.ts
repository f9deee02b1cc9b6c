import { refuseBalance } from '../http/api-error.ts';

/** Money set aside for one job. It ends exactly once: captured or released. */
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

/** The prepaid money behind every key, in whole cents. What is reserved is no longer in the balance. */
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

  /** Newest first. */
  get usage(): readonly UsageLine[] {
    return this.#usage.toReversed();
  }

  /** @throws {ApiError} 402 in shape D when the balance is short; nothing is set aside then. */
  reserve(cents: number): Reservation {
    if (cents > this.#availableCents) throw refuseBalance(cents, this.#availableCents);
    const reservation = { cents };
    this.#availableCents -= cents;
    this.#reservations.add(reservation);
    return reservation;
  }

  /** Charges what the job really cost, never more than was set aside, and returns the rest. */
  capture(reservation: Reservation, line: UsageLine): number {
    if (!this.#reservations.delete(reservation)) return 0;
    const cents = Math.min(line.cents, reservation.cents);
    this.#availableCents += reservation.cents - cents;
    this.#spentCents += cents;
    this.#usage.push({ ...line, cents });
    return cents;
  }

  /** Gives the whole reservation back. */
  release(reservation: Reservation): void {
    if (this.#reservations.delete(reservation)) this.#availableCents += reservation.cents;
  }

  /** Sets what is free to spend. Reservations and the history stay as they are. */
  setAvailable(cents: number): void {
    this.#availableCents = cents;
  }

  /** Back to the first balance, with no history. Reservations still open are forgotten. */
  reset(): void {
    this.#availableCents = this.#initialCents;
    this.#spentCents = 0;
    this.#reservations.clear();
    this.#usage.length = 0;
  }
}
