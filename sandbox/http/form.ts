import { refuseField } from './api-error.ts';

/** An uploaded part, on disk in the request's own folder until a job adopts it. */
export interface Upload {
  readonly field: string;
  readonly path: string;
  /** The last path segment of the file name the client sent. */
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
}

/**
 * The fields of a request body in any of the three content types.
 *
 * An explicit JSON `null` counts as absent (AudioPod API notes 1.3).
 */
export class Form {
  readonly #entries: readonly (readonly [string, unknown])[];
  readonly #fields: ReadonlyMap<string, unknown>;
  readonly uploads: readonly Upload[];
  /** Whether the content type of the body was JSON. */
  readonly isJson: boolean;

  constructor(
    fields: Iterable<readonly [string, unknown]> = [],
    {
      uploads = [],
      isJson = false,
    }: { readonly uploads?: readonly Upload[]; readonly isJson?: boolean } = {},
  ) {
    this.#entries = [...fields].filter(([, value]) => value !== null && value !== undefined);
    this.#fields = new Map(this.#entries);
    this.uploads = uploads;
    this.isJson = isJson;
  }

  /** Names of every field and part, for the request log. */
  get names(): readonly string[] {
    return [...this.#fields.keys(), ...this.uploads.map((upload) => upload.field)];
  }

  text(name: string): string | undefined {
    const value = this.#fields.get(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw refuseField(name, 'Input should be a valid string', 'string_type');
  }

  /**
   * Returns every text of a repeatable field: a JSON list, a repeated form field, or a single text.
   *
   * @throws {ApiError} 422 when one of the values is not text.
   */
  texts(name: string): readonly string[] {
    return this.#entries
      .filter(([field]) => field === name)
      .flatMap(([, value]: readonly [string, unknown]): readonly unknown[] =>
        Array.isArray(value) ? value : [value],
      )
      .map((value) => {
        if (typeof value !== 'string')
          throw refuseField(name, 'Input should be a valid string', 'string_type');
        return value;
      });
  }

  /** @throws {ApiError} 422 when the field is present and not a number. */
  number(name: string): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (!Number.isFinite(value)) throw refuseField(name, 'Input should be a valid number', 'float_parsing');
    return value;
  }

  /** @throws {ApiError} 422 when the field is present and not a whole number within its bounds. */
  count(name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    const value = this.number(name);
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return value;
    throw refuseField(name, `Input should be a whole number from ${min} to ${max}`, 'int_range');
  }

  /** Accepts `true`, `True`, `1` and their opposites (AudioPod API notes 13a, item 17). */
  boolean(name: string): boolean | undefined {
    const text = this.text(name)?.trim().toLowerCase();
    if (text === undefined || text === '') return undefined;
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw refuseField(name, 'Input should be a valid boolean', 'bool_parsing');
  }

  upload(...names: readonly string[]): Upload | undefined {
    return this.uploads.find((upload) => names.includes(upload.field));
  }
}
