import { inspect } from 'node:util';

const SHOWN = '[secret]';

/**
 * A value that must not be printed. Joining it to a string, JSON and `console.log` all show `[secret]`; only
 * `reveal()`, which is easy to search for, gives it out.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Hand it straight to what needs it. */
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
