import { MAX_TEXT_FILE_CHARACTERS } from '../../src/core/model/job/speech-text.ts';
import { createSoundFolder, SOUND } from '../fixtures/audio.ts';
import type { Handed } from './chat.ts';

/** How long the song lasts. */
export const SONG_MS = 2_000;

/** How long the sample of a voice lasts. */
export const SAMPLE_MS = 6_000;

/** Files for members to hand over, made once. */
export interface HandedFiles extends AsyncDisposable {
  /** Its name has a space and a Chinese character in it. */
  readonly song: Handed;
  /** As long as a sample of a voice has to be. */
  readonly sample: Handed;
  readonly letter: Handed;
  /** One character more than can be spoken. */
  readonly novel: Handed;
  /** Bytes that are no sound, under the name of one. */
  readonly noise: Handed;
  readonly playlist: Handed;
}

/** What the letter says. */
export const LETTER = 'Dear all, the rehearsal is at noon.';
export const NOVEL_CHARACTERS = MAX_TEXT_FILE_CHARACTERS + 1;

/** Makes them in a folder that goes with them. */
export async function makeHandedFiles(): Promise<HandedFiles> {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(await createSoundFolder());
  const files = {
    song: {
      path: await folder.sound('song.wav', SOUND.tone(SONG_MS / 1_000)),
      name: 'My 歌.wav',
      mimeType: 'audio/wav',
    },
    sample: {
      path: await folder.sound('sample.wav', SOUND.speechLike(SAMPLE_MS / 1_000)),
      name: 'sample.wav',
      mimeType: 'audio/wav',
    },
    letter: {
      path: await folder.write('letter.txt', LETTER),
      name: 'letter.txt',
      mimeType: 'text/plain',
    },
    novel: {
      path: await folder.write('novel.txt', 'a'.repeat(NOVEL_CHARACTERS)),
      name: 'novel.txt',
      mimeType: 'text/plain',
    },
    noise: {
      path: await folder.write('noise.mp3', Buffer.alloc(4_096, 'no sound at all ')),
      name: 'noise.mp3',
      mimeType: 'audio/mpeg',
    },
    playlist: {
      path: await folder.write('list.mp3', '#EXTM3U\n#EXTINF:10,\nhttps://example.org/song.mp3\n'),
      name: 'list.mp3',
      mimeType: 'audio/mpeg',
    },
  };
  const made = parts.move();
  return { ...files, [Symbol.asyncDispose]: () => made.disposeAsync() };
}
