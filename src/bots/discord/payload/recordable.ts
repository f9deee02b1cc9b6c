import { z } from 'zod';
import type { Interaction } from './interaction.ts';

const withData = z.looseObject({ data: z.looseObject({}) });

/** Returns an interaction's payload as it is recorded. Secrets are left out: they are asked for again. */
export function recordableOf(payload: unknown, { request }: Interaction): string {
  if (request.kind !== 'form' || request.id.kind !== 'secret') return JSON.stringify(payload);
  const { data, ...rest } = withData.parse(payload);
  return JSON.stringify({ ...rest, data: { ...data, components: [] } });
}
