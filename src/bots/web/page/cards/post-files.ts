import { html, type TemplateResult } from 'lit-html';
import type { FileView } from '../../protocol/view.ts';
import { icon } from '../frame/icons.ts';
import { fileSize } from '../text/format.ts';

/** Draws a picture. Its text is small on a phone, so it opens in full. */
export function pictureLink(url: string, alt: string): TemplateResult {
  return html`<a href=${url} target="_blank" rel="noopener"><img class="post-picture" src=${url} alt=${alt}></a>`;
}

/** Draws links that download text files. */
export function documentList(documents: readonly FileView[]): TemplateResult {
  const entries = documents.map(
    ({ url, fileName, sizeBytes }) => html`
      <li>
        <a class="document" href="${url}?download" download=${fileName}>
          ${icon('download')}<span>${fileName}</span><small>${fileSize(sizeBytes)}</small>
        </a>
      </li>
    `,
  );
  return html`<ul class="documents">${entries}</ul>`;
}
