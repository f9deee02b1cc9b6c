import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import { BotError } from '../../model/errors.ts';

/** A text, and the encoding it was in. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
}

/**
 * Encodings without a mark that are taken on the detector's word, and how sure it must be, of 100. It is often
 * wrong below that, and the wrong words would be spoken and paid for. ISO-8859-1 is a part of Windows-1252, as
 * every browser reads it.
 */
const DETECTED: ReadonlyMap<string, readonly [encoding: string, confidence: number]> = new Map([
  ['windows-1252', ['Windows-1252', 25]],
  ['ISO-8859-1', ['Windows-1252', 25]],
  ['windows-1251', ['Windows-1251', 35]],
  ['KOI8-R', ['KOI8-R', 35]],
  ['GB18030', ['GB18030', 60]],
  ['Big5', ['Big5', 60]],
  ['Shift_JIS', ['Shift_JIS', 60]],
  ['EUC-JP', ['EUC-JP', 60]],
  ['EUC-KR', ['EUC-KR', 60]],
]);
/** As much as is analysed. More takes long, and makes nothing surer. */
const ANALYSED_BYTES = 16_384;

/** Bytes that are only ASCII and two-byte characters of GB 2312, the common part of GB18030. */
const GB2312_ONLY = /^(?:[\0-\x7f]|[\xa1-\xf7][\xa1-\xfe])+$/;
/** Beginnings of files that are written as text, but have markup for a program to read. */
const MARKUP = /^\uFEFF?\s*(?:\{\\rtf|%PDF-|<(?:!doctype|\?xml|html|head|body)\b)/i;
/** What no text holds: control characters, and planes of Unicode in which nothing may be said. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NO_TEXT = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u{40000}-\u{DFFFF}\u{F0000}-\u{10FFFF}]/u;

/**
 * Decodes a text file, whatever encoding it was saved in: by its byte order mark, as UTF-8, or by what the
 * bytes look like.
 *
 * @param prefersChinese whether a short text that could be in several encodings is taken for Chinese.
 * @throws {BotError} `file-not-text` for markup, binary files, and encodings that can't be told for certain.
 */
export function decodeText(bytes: Buffer, prefersChinese: boolean): DecodedText {
  const encoding = encodingOf(bytes, prefersChinese);
  if (encoding === undefined) throw notText('The encoding is not known for certain');
  const text = decode(bytes, encoding);
  if (MARKUP.test(text)) throw notText('The text is markup for a program');
  if (NO_TEXT.test(text)) throw notText('The text has characters that no text has');
  return { text, encoding };
}

function encodingOf(bytes: Buffer, prefersChinese: boolean): string | undefined {
  const hasNul = bytes.includes(0);
  if (isUtf8(bytes) && !hasNul) return 'UTF-8';
  const [best] = analyse(bytes.subarray(0, ANALYSED_BYTES));
  // By their mark; UTF-32 also without, because at least a quarter of its bytes is always zero.
  if (best?.name.startsWith('UTF-16')) return best.name;
  if (best?.name.startsWith('UTF-32') && bytes.length % 4 === 0) return best.name;
  if (hasNul) return unmarkedUtf16(bytes);
  if (GB2312_ONLY.test(bytes.toString('latin1'))) {
    if (prefersChinese) return 'GB18030';
    if (best?.name !== 'GB18030' && DETECTED.get(best?.name ?? '')?.[0] === 'Windows-1252') return undefined;
  }
  const [encoding, confidence] = DETECTED.get(best?.name ?? '') ?? [];
  return confidence !== undefined && (best?.confidence ?? 0) >= confidence ? encoding : undefined;
}

/**
 * Returns which UTF-16 it is by the zeros in spaces, digits and Latin letters: many, and all on one side. Text
 * with few of these could be anything.
 */
function unmarkedUtf16(bytes: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (bytes.length % 2 !== 0 || (even > 0 && odd > 0) || (even + odd) * 4 < bytes.length) return undefined;
  return odd > 0 ? 'UTF-16LE' : 'UTF-16BE';
}

function decode(bytes: Buffer, encoding: string): string {
  try {
    if (encoding.startsWith('UTF-32')) return decodeUtf32(bytes, encoding === 'UTF-32LE');
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw notText(`The bytes are not ${encoding}`, error);
  }
}

/** The platform's decoder has no UTF-32. */
function decodeUtf32(bytes: Buffer, isLittleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    text += String.fromCodePoint(view.getUint32(at, isLittleEndian));
  }
  return text.replace(/^\uFEFF/, '').toWellFormed();
}

function notText(message: string, cause?: unknown): BotError {
  return new BotError('file-not-text', message, { cause });
}
