import { unlessAborted } from '../../../core/async/unless-aborted.ts';
import type { Origin } from '../../../core/model/job/origin.ts';
import type { InteractionRequest } from '../payload/interaction.ts';
import { type Names, NO_NAMES } from '../payload/names.ts';
import { mentionsTime, readMarkup } from './read-markup.ts';
import type { Receiver } from './receiver.ts';

type Needs = Pick<Receiver, 'dispatcher' | 'deadline'>;
type Reader = Pick<Origin, 'tenant' | 'locale'>;

/** Returns a text without Discord's markup, as a person would say it. */
export async function readText(
  { dispatcher, deadline }: Needs,
  text: string,
  names: Names,
  { tenant, locale }: Reader,
): Promise<string> {
  const zone = mentionsTime(text)
    ? await unlessAborted(dispatcher.zoneOf(tenant), deadline()).catch(() => 'UTC')
    : 'UTC';
  return readMarkup(text, { names, locale, zone });
}

/** Returns a command or a form with its texts read. Everything else is as it was. */
export async function readTexts(
  needs: Needs,
  request: InteractionRequest,
  reader: Reader,
): Promise<InteractionRequest> {
  switch (request.kind) {
    case 'command':
      return { ...request, options: await readValues(needs, request.options, request.names, reader) };
    case 'form':
      // A secret is no text, and what looks like markup is a part of it.
      if (request.id.kind === 'secret') return request;
      return { ...request, fields: await readValues(needs, request.fields, NO_NAMES, reader) };
    default:
      return request;
  }
}

async function readValues<Value>(
  needs: Needs,
  values: Readonly<Record<string, Value>>,
  names: Names,
  reader: Reader,
): Promise<Readonly<Record<string, Value | string>>> {
  const read = Object.entries(values).map(
    async ([name, value]) =>
      [name, typeof value === 'string' ? await readText(needs, value, names, reader) : value] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
