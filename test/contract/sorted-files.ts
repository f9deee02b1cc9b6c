import type { Shown, ShownFile } from './chat.ts';

/** The files of one message by what people do with them: listen, look, read. */
export function sortedFiles(files: readonly ShownFile[]): Pick<Shown, 'sounds' | 'pictures' | 'documents'> {
  const kindOf = ({ mimeType }: ShownFile) => mimeType.split('/')[0];
  return {
    sounds: files.filter((file) => kindOf(file) === 'audio'),
    pictures: files.filter((file) => kindOf(file) === 'image'),
    documents: files.filter((file) => !['audio', 'image'].includes(kindOf(file) ?? '')),
  };
}
