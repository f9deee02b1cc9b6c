import { z } from 'zod';

/** The documentation of one variable, for the README and for a refused value. */
export interface VariableDoc {
  /** What applies when it is not set, as the README shows it. */
  readonly fallback: string;
  readonly meaning: string;
  /** A value that would be accepted. */
  readonly example: string;
}

/** A kind of value: how its text is read, and the description of accepted values. */
export interface Kind<T> {
  readonly schema: z.ZodType<T, string>;
  /** Completes the sentence “must be …”. */
  readonly expected: string;
  /** Whether its values are never shown, not even when refused. */
  readonly isSecret?: boolean;
}

/** Everything known about one variable besides its name. */
export interface VariableRecord extends VariableDoc {
  readonly expected: string;
  readonly isSecret: boolean;
  /** Whether `fallback` is itself a value. */
  readonly hasDefault: boolean;
}

const records = z.registry<VariableRecord>();

function recordOf<T>(kind: Kind<T>, doc: VariableDoc, hasDefault: boolean): VariableRecord {
  return { ...doc, expected: kind.expected, isSecret: kind.isSecret === true, hasDefault };
}

/** A variable that may be absent. `fallback` then describes what follows from that. */
export function optional<T>(kind: Kind<T>, doc: VariableDoc): z.ZodOptional<z.ZodType<T, string>> {
  return kind.schema.optional().register(records, recordOf(kind, doc, false));
}

/** A variable whose fallback is a value like any other. */
export function withDefault<T>(kind: Kind<T>, doc: VariableDoc): z.ZodPrefault<z.ZodType<T, string>> {
  return kind.schema.prefault(doc.fallback).register(records, recordOf(kind, doc, true));
}

/**
 * Returns what is declared about a variable.
 *
 * @throws {Error} for a schema that neither `optional` nor `withDefault` made.
 */
export function variableRecord(schema: z.ZodType): VariableRecord {
  const record = records.get(schema);
  if (record === undefined) throw new Error('Every variable is made by optional() or withDefault()');
  return record;
}
