import { openAsBlob } from 'node:fs';
import { FormData } from 'undici';
import type { OrderSource, UploadFile } from '../../ports/provider.ts';

/** An upload of the largest file over a slow line. */
export const UPLOAD_DEADLINE_MS = 30 * 60_000;

/** What a part of a form can hold; `undefined` leaves the part out. */
export type FormField = string | number | boolean | UploadFile | undefined;

/** A multipart form. A file is read from disk while it is sent, never held as a whole. */
export async function uploadForm(fields: Readonly<Record<string, FormField>>): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (typeof value === 'object') {
      form.append(name, await openAsBlob(value.path, { type: value.mimeType }), value.uploadName);
    } else {
      form.append(name, String(value));
    }
  }
  return form;
}

/** The one part that says what to work on: `file` or `url`, never both. */
export function sourceField(source: OrderSource): Readonly<Record<string, FormField>> {
  return source.kind === 'file' ? { file: source } : { url: source.url };
}
