import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * A value that must not be printed.
 *
 * String concatenation, JSON and `console.log` all show `[secret]`; only `reveal()`, which is easy to search
 * for, returns it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the value. Pass it directly to where it is needed. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
