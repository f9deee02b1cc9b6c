import { openAsBlob } from 'node:fs';
import { FormData } from 'undici';
import type { OrderSource, UploadFile } from '../../ports/provider.ts';

/** Enough for the largest file over a slow connection. */
export const UPLOAD_DEADLINE_MS = 30 * 60_000;

/** The value of a form field; `undefined` omits the field. */
export type FormField = string | number | boolean | UploadFile | undefined;

/** Creates a multipart form. A file is streamed from disk, never loaded as a whole. */
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

/** Returns the form field for the input: `file` or `url`, never both. */
export function sourceField(source: OrderSource): Readonly<Record<string, FormField>> {
  return source.kind === 'file' ? { file: source } : { url: source.url };
}
