import type { Attached } from '../../../src/bots/attached.ts';
import { type Html, html } from '../html.ts';
import { dataUri } from '../sample/data-uri.ts';
import { pictureAt } from '../sample/pictures.ts';

/** Shows a file of a message with its text: a picture as such, any other file by its name. */
export function attachment(file: Attached): Html {
  const { fileName, mimeType, sizeBytes, title } = file;
  if (mimeType.startsWith('image/')) {
    return html`<figure><img src="${addressOf(file)}" alt="${title}" loading="lazy"><figcaption>${title}</figcaption></figure>`;
  }
  return html`<div class="file"><b>${fileName}</b> <small>${(sizeBytes / 1e6).toFixed(1)} MB · ${title}</small></div>`;
}

function addressOf(file: Attached): string {
  return 'path' in file ? pictureAt(file.path) : dataUri(file.mimeType, file.bytes);
}
