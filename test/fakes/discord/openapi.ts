import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

const documentShape = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** An operation of the document. */
interface Place {
  readonly method: string;
  readonly template: string;
}

/** Discord's own description of its API, as far as it can judge a body. */
export interface Contract {
  /** What is wrong with a request's JSON. `[]` where the document knows no such operation or body. */
  requestErrors(place: Place, contentType: string, body: unknown): readonly string[];
  /** The same for an answer with this status. */
  answerErrors(place: Place, status: number, body: unknown): readonly string[];
}

let loaded: Contract | undefined;

/** Reads the OpenAPI file that DISCORD_OPENAPI names, once a process. Without the variable every body passes. */
export function loadContract(path = process.env['DISCORD_OPENAPI']): Contract {
  loaded ??= path === undefined ? { requestErrors: () => [], answerErrors: () => [] } : readContract(path);
  return loaded;
}

function readContract(path: string): Contract {
  const document = documentShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'discord:', ...document });
  const compiled = new Map<string, ValidateFunction>();

  const errorsAt = (
    { template, method }: Place,
    steps: readonly string[],
    body: unknown,
  ): readonly string[] => {
    const pointer = ['paths', template, method.toLowerCase(), ...steps, 'schema'];
    const isThere = pointer.reduce<unknown>((node, step) => Object(node)[step], document) !== undefined;
    if (!isThere) return [];
    const reference = `discord:#/${pointer.map(escapePointer).join('/')}`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    if (validate(body)) return [];
    const errors = validate.errors ?? [];
    // A union reports every branch; the deepest errors are those of the branch that was meant.
    const depth = ({ instancePath }: { instancePath: string }) => instancePath.split('/').length;
    const deepest = Math.max(...errors.map(depth));
    return errors
      .filter((error) => depth(error) === deepest)
      .map(({ instancePath, message = 'is wrong' }) => `${instancePath || '/'} ${message}`);
  };
  return {
    requestErrors: (place, contentType, body) =>
      errorsAt(place, ['requestBody', 'content', contentType], body),
    answerErrors: (place, status, body) =>
      errorsAt(place, ['responses', String(status), 'content', 'application/json'], body),
  };
}

function escapePointer(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
