/** A stretch of text and how it is voiced. */
export type Segment =
  /** ASCII for the speech synthesizer; at most 300 characters. */
  | { readonly kind: 'speech'; readonly text: string }
  /** Any other text: one note per character. */
  | { readonly kind: 'melody'; readonly characters: readonly string[] }
  | { readonly kind: 'pause'; readonly durationMs: number };

/**
 * At most 300 characters, ending between words where possible: the synthesizer needs memory in proportion to
 * the length of an utterance.
 */
const CHUNK = /\S.{0,299}(?=\s|$)|\S{1,300}/g;

/** Limits of the service (AudioPod API notes 4.1): a break lasts at most 10 s, and at most 20 count. */
const BREAK_MAX_MS = 10_000;
const BREAKS_MAX = 20;

/** Punctuation on its own is a short silence. */
const PUNCTUATION_PAUSE_MS = 150;

/** `<break time="500ms"/>`, or a cue in brackets such as `[softly]`, which directs and is not read aloud. */
const DIRECTION = /<break\s+time\s*=\s*["']?(\d+(?:\.\d+)?)(ms|s)["']?\s*\/?>|\[\p{L}[\p{L} ,'-]{0,40}\]/giu;

/** Latin letters that do not decompose into a plain letter and an accent, and typographic punctuation. */
const PLAIN = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    Æ: 'AE',
    œ: 'oe',
    Œ: 'OE',
    ø: 'o',
    Ø: 'O',
    ł: 'l',
    Ł: 'L',
    đ: 'd',
    Đ: 'D',
    ð: 'd',
    Ð: 'D',
    þ: 'th',
    Þ: 'TH',
    ı: 'i',
    '‘': "'",
    '’': "'",
    '“': '"',
    '”': '"',
    '–': '-',
    '—': ', ',
    '…': '... ',
    '€': ' euro ',
  }),
);

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Returns a text without what is not read aloud. */
export function withoutDirections(text: string): string {
  return text.replace(DIRECTION, ' ').replace(/\s+/g, ' ').trim();
}

/** Splits a text into spoken, played and silent segments, in order. Never empty. */
export function splitScript(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let breaks = 0;
  let from = 0;
  for (const match of text.matchAll(DIRECTION)) {
    segments.push(...splitPlain(text.slice(from, match.index)));
    from = match.index + match[0].length;
    const [, amount, unit] = match;
    if (amount === undefined || breaks >= BREAKS_MAX) continue;
    breaks += 1;
    const durationMs = Number(amount) * (unit?.toLowerCase() === 's' ? 1000 : 1);
    segments.push({ kind: 'pause', durationMs: Math.min(BREAK_MAX_MS, durationMs) });
  }
  segments.push(...splitPlain(text.slice(from)));
  if (segments.some((segment) => segment.kind !== 'pause')) return segments;
  // With nothing to speak, play the text itself, so that every job produces audio.
  return [...segments, { kind: 'melody', characters: charactersOf(text.trim()) }];
}

function charactersOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function splitPlain(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let kind: 'speech' | 'melody' | undefined;
  let run: string[] = [];
  const close = () => {
    segments.push(...segmentsOf(kind, run));
    run = [];
    kind = undefined;
  };
  for (const character of charactersOf(text)) {
    const plain = toPlain(character);
    // Spaces and punctuation join their neighbors.
    const next = /^[\s\p{P}]*$/u.test(character) ? kind : plain === undefined ? 'melody' : 'speech';
    if (kind !== undefined && next !== kind) close();
    kind = next ?? kind;
    run.push(character);
  }
  close();
  return segments;
}

function segmentsOf(kind: 'speech' | 'melody' | undefined, run: readonly string[]): readonly Segment[] {
  if (kind === 'melody') return [{ kind, characters: run }];
  const text = run.map((character) => toPlain(character) ?? ' ').join('');
  if (kind === 'speech') return chunksOf(text.trim()).map((chunk) => ({ kind, text: chunk }));
  const marks = run.filter((character) => character.trim() !== '').length;
  return marks === 0 ? [] : [{ kind: 'pause', durationMs: marks * PUNCTUATION_PAUSE_MS }];
}

/** Returns the character in ASCII, or `undefined` when the synthesizer cannot speak it. */
function toPlain(character: string): string | undefined {
  const known = PLAIN.get(character);
  if (known !== undefined) return known;
  if (/^\s+$/u.test(character)) return ' ';
  const folded = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return /^[\x20-\x7e]+$/.test(folded) ? folded : undefined;
}

/** Splits at spaces where possible. */
function chunksOf(text: string): readonly string[] {
  return text.match(CHUNK) ?? [];
}
