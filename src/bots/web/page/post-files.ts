import type { FileView } from '../view.ts';
import { el, icon } from './dom.ts';
import { fileSize } from './words.ts';

/** A picture. On a phone its words are small, and it opens in full. */
export function pictureLink(url: string, alt: string): HTMLElement {
  const picture = el('img', { class: 'post-picture', src: url, alt });
  return el('a', { href: url, target: '_blank', rel: 'noopener' }, picture);
}

/** Text files to take along. */
export function documentList(documents: readonly FileView[]): HTMLElement {
  const entries = documents.map((file) => {
    const link = el('a', { class: 'document', href: `${file.url}?download`, download: file.fileName });
    link.append(icon('download'), el('span', {}, file.fileName), el('small', {}, fileSize(file.sizeBytes)));
    return el('li', {}, link);
  });
  return el('ul', { class: 'documents' }, ...entries);
}
