import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';

const bodyShape = z.looseObject({
  content: z.record(z.string(), z.looseObject({ schema: z.unknown() })).optional(),
});
const documentShape = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ requestBody: bodyShape.optional() }).or(z.array(z.unknown()))),
  ),
});

/** Where a body's schema stands in the document. */
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

/**
 * Reads the OpenAPI file that DISCORD_OPENAPI names, once a process. Without the variable every body passes,
 * and a warning says so once.
 */
export function loadContract(path = process.env['DISCORD_OPENAPI']): Contract {
  loaded ??= path === undefined ? withoutContract() : readContract(path);
  return loaded;
}

function withoutContract(): Contract {
  process.emitWarning(
    'DISCORD_OPENAPI is not set: requests to Discord are not held against its OpenAPI file',
  );
  return { requestErrors: () => [], answerErrors: () => [] };
}

function readContract(path: string): Contract {
  const raw: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const document = documentShape.parse(raw);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'discord:', ...document });
  const compiled = new Map<string, ValidateFunction>();

  const errorsAt = (pointer: readonly string[], body: unknown): readonly string[] => {
    const reference = `discord:#/${pointer.map(escapePointer).join('/')}`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    if (validate(body)) return [];
    const errors = validate.errors ?? [];
    // A union reports every branch; the deepest errors are those of the branch that was meant.
    const deepest = Math.max(...errors.map(({ instancePath }) => instancePath.split('/').length));
    return errors
      .filter(({ instancePath }) => instancePath.split('/').length === deepest)
      .map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is wrong'}`);
  };

  const operation = ({ method, template }: Place) => {
    const found = document.paths[template]?.[method.toLowerCase()];
    return found === undefined || Array.isArray(found) ? undefined : found;
  };

  return {
    requestErrors(place, contentType, body) {
      const content = operation(place)?.requestBody?.content;
      if (content?.[contentType] === undefined) return [];
      const pointer = [
        'paths',
        place.template,
        place.method.toLowerCase(),
        'requestBody',
        'content',
        contentType,
      ];
      return errorsAt([...pointer, 'schema'], body);
    },
    answerErrors(place, status, body) {
      const found = z
        .looseObject({ responses: z.record(z.string(), bodyShape.loose()) })
        .safeParse(operation(place)).data?.responses;
      if (found?.[String(status)]?.content?.['application/json'] === undefined) return [];
      const pointer = ['paths', place.template, place.method.toLowerCase(), 'responses', String(status)];
      return errorsAt([...pointer, 'content', 'application/json', 'schema'], body);
    },
  };
}

function escapePointer(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
