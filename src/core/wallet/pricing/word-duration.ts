// Seconds at speed 1, each on the slow side for AudioPod's voices.
const SHORT_COMMON_WORD_SECONDS = 0.5;
/** “USA” and “se”, read as “southeast”: a short word may stand for a longer one, or for its letters. */
const SHORT_WORD_SECONDS = 0.85;
const WORD_SECONDS = 0.72;
const LATIN_LETTER_SECONDS = 1 / 9;
/** “Yoo” and “ks” are two sounds each. */
const LONG_LETTER_SECONDS: ReadonlyMap<string, number> = new Map([
  ['u', 0.15],
  ['x', 0.2],
]);
/** Vowels in a row may be one sound, as in “sea”, or each its own, as in “idea”. */
const SECOND_VOWEL_SECONDS = 0.06;
const FURTHER_VOWEL_SECONDS = 0.12;
/** A consonant and a vowel; more than their letters where syllables are short, as in “tomato”. */
const SYLLABLE_SECONDS = 0.31;
const FURTHER_SYLLABLE_SECONDS = 0.2;
const OTHER_LETTER_SECONDS = 0.25;
const SPELLED_LETTER_SECONDS = 0.5;
const NAMED_LETTER_SECONDS = 0.4;
/** “Double-u”, the longest name of a letter. */
const NAMED_W_SECONDS = 0.6;
const KANA_SECONDS = 0.25;
const HANGUL_SECONDS = 1 / 3;

const SHORT_LETTERS = 3;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const CAPITALS = /\p{Lu}{2,}/gu;
/** All but the first two of such letters in a row may have to be spelled, as in “ngths”. */
const CONSONANTS = /[b-df-hj-np-tv-xz]{3,}/g;
const VOWELS = /[aeiouy]+/g;
const ONSET = /^[b-df-hj-np-tv-xz]*/;
const CODA = /(?<![b-df-hj-np-tv-xz])[b-df-hj-np-tv-xz]+$/;

/** Short words that are said as such, and make up nearly half of all English. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'a i am an as at be by do go he if in is it me my no of on or so to up us we all and any are bad big but ' +
    'can car day did end far few for get got had has her him his hot how its law let low man may men new nor ' +
    'not now off oil old one our out own per put ran red run saw say see set she sit ten the too top two use ' +
    'war was way who why yes yet you also back been both call come could does down each even find from give goes ' +
    'good have here into just keep know less life like line long look made make many more most much must name need ' +
    'next only open over part read said same seem some such take tell than that them then there they this time upon ' +
    'very want well went were what when will wish with word work year your which would these those their about other'
  ).split(' '),
);
/** Consonants that words begin with. A word that begins otherwise may be spelled, letter by letter. */
const ONSETS: ReadonlySet<string> = new Set(
  (
    'bh bl br ch chl chr cl cr cz dh dr dw fl fr gh gl gn gr kh kl kn kr ll mc ph phr pl pn pr ps pt rh sc sch ' +
    'schl schm schn schr schw scl scr sh shr sk sl sm sn sp sph spl spr sq st str sv sw th thr thw tr ts tw vl wh wr zh'
  ).split(' '),
);
/** Consonants that words end in. */
const CODAS: ReadonlySet<string> = new Set(
  (
    'bb bs bt cht ch ck cks ct cts dd dds ds dth dz ff ffs ft fth fts gg gh ghs ght ghts gm gn gns gs hm hn hs ks ' +
    'lb lbs lch ld lds lf lfs lfth lk lks ll lls lm lms ln lp lps ls lt lth lts lz mb mbs mm mn mns mp mph mps mpt ' +
    'mpts ms nch nd nds ng ngs ngth ngths nk nks nn nns ns nst nt nth nths nts nx nz ph phs pp ps pt pth pts rb rbs rc ' +
    'rch rd rds rf rfs rg rgh rk rks rl rld rlds rls rm rms rmth rn rns rp rps rr rrs rs rsh rst rt rth rths rts rtz ' +
    'rz sch sh sk sks sm sms sp sps ss st sts tch th ths ts tt tts tz wd wds wk wks wl wls wn wns ws wth xt xts xth ' +
    'zz'
  ).split(' '),
);
/** Abbreviations that are read as the whole word, which takes longer than their letters. */
const ABBREVIATIONS: ReadonlyMap<string, string> = new Map([
  ['feb', 'february'],
  ['sept', 'september'],
  ['etc', 'et cetera'],
  ['approx', 'approximately'],
  ['dept', 'department'],
  ['govt', 'government'],
  ['corp', 'corporation'],
  ['blvd', 'boulevard'],
  ['univ', 'university'],
  ['assoc', 'association'],
  ['prof', 'professor'],
  ['capt', 'captain'],
  ['asap', 'as soon as possible'],
]);

/**
 * Returns the longest that a word may take, in seconds at speed 1: Latin letters 9 a second and at least 0.72 s
 * a word (0.85 s for one of up to three letters, 0.5 s for a short and common one), another 0.5 s for each letter that
 * may be spelled (runs of capitals, and from the third consonant in a row), a little more for vowels in a row,
 * and 0.31 s a syllable, or 0.2 s for one of a further vowel; Chinese characters `hanSeconds`,
 * kana 0.25 s, Korean syllables 0.33 s, and letters of other scripts 0.25 s. A word that can only be spelled
 * takes 0.4 s a letter, 0.6 s for a w, and an abbreviation as long as what it stands for.
 */
export function wordSeconds(word: string, hanSeconds: number): number {
  const plain = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const whole = ABBREVIATIONS.get(plain);
  return Math.max(
    saidSeconds(word, plain, hanSeconds),
    mayBeSpelled(plain) ? namedSeconds(plain) : 0,
    whole === undefined
      ? 0
      : whole.split(' ').reduce((sum, one) => sum + saidSeconds(one, one, hanSeconds), 0),
  );
}

/** Whether this is kana, so that the text is Japanese. */
export function hasKana(text: string): boolean {
  return KANA.test(text);
}

function saidSeconds(word: string, plain: string, hanSeconds: number): number {
  let seconds = 0;
  for (const letter of word) seconds += letterSeconds(letter, hanSeconds);
  for (const [run] of word.matchAll(CAPITALS)) seconds += Array.from(run).length * SPELLED_LETTER_SECONDS;
  for (const [run] of plain.matchAll(CONSONANTS)) seconds += (run.length - 2) * SPELLED_LETTER_SECONDS;
  const vowels = plain.match(VOWELS) ?? [];
  let syllables = 0;
  for (const { length } of vowels) {
    syllables += SYLLABLE_SECONDS + (length - 1) * FURTHER_SYLLABLE_SECONDS;
    if (length > 1) seconds += SECOND_VOWEL_SECONDS + (length - 2) * FURTHER_VOWEL_SECONDS;
  }
  return Math.max(shortest(plain), seconds, syllables);
}

function shortest(plain: string): number {
  if (COMMON.has(plain)) return SHORT_COMMON_WORD_SECONDS;
  return plain.length <= SHORT_LETTERS ? SHORT_WORD_SECONDS : WORD_SECONDS;
}

/** Whether a word has no vowel, as “xkcd”, or begins or ends as words do not. */
function mayBeSpelled(plain: string): boolean {
  const [onset = ''] = ONSET.exec(plain) ?? [];
  if (onset === plain) return true;
  const [coda = ''] = CODA.exec(plain) ?? [];
  return (onset.length > 1 && !ONSETS.has(onset)) || (coda.length > 1 && !CODAS.has(coda));
}

function namedSeconds(plain: string): number {
  let seconds = 0;
  for (const letter of plain) seconds += letter === 'w' ? NAMED_W_SECONDS : NAMED_LETTER_SECONDS;
  return seconds;
}

function letterSeconds(letter: string, hanSeconds: number): number {
  if (/\p{Script=Latin}/u.test(letter))
    return LONG_LETTER_SECONDS.get(letter.toLowerCase()) ?? LATIN_LETTER_SECONDS;
  if (/\p{Script=Han}/u.test(letter)) return hanSeconds;
  if (KANA.test(letter)) return KANA_SECONDS;
  if (/\p{Script=Hangul}/u.test(letter)) return HANGUL_SECONDS;
  return OTHER_LETTER_SECONDS;
}
