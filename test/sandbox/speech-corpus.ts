/** A text to be spoken, and what is special about it. */
export interface CorpusText {
  readonly kind:
    | 'long'
    | 'short'
    | 'digits'
    | 'capitals'
    | 'punctuation'
    | 'emoji'
    | 'break'
    | 'chinese'
    | 'japanese'
    | 'korean'
    | 'other-script'
    | 'accents'
    | 'mixed';
  readonly text: string;
}

/** Texts that people really send, and the awkward ones: what speech lengths and prices are checked against. */
export const SPEECH_CORPUS: readonly CorpusText[] = [
  { kind: 'short', text: 'Hi' },
  { kind: 'short', text: 'a' },
  { kind: 'short', text: 'Hello world, this is a test.' },
  { kind: 'short', text: 'The gate opens at nine.' },
  { kind: 'short', text: 'Thoroughly squelched strengths.' },
  { kind: 'long', text: 'The lighthouse keeper counted ships until the fog came in. '.repeat(8) },
  { kind: 'long', text: 'when nobody writes full stops the sentence goes on and on '.repeat(10) },
  {
    kind: 'long',
    text: `${'Nine in ten readers never notice a comma, or a pause; yet both take time. '.repeat(12)}`,
  },
  { kind: 'digits', text: '7' },
  { kind: 'digits', text: '12345678901234567890' },
  { kind: 'digits', text: '777 777 777 777 777' },
  { kind: 'digits', text: 'Call 0171 555 0199 before 17:45 on 2026-03-29.' },
  { kind: 'digits', text: '$12.50, 99%, 3.14159, 1/4' },
  { kind: 'digits', text: '7 7 7 7 7 7 7 7 7 7 7 7' },
  { kind: 'capitals', text: 'WWW XXX HTTP FBI' },
  { kind: 'capitals', text: 'WWWWWWWWWW' },
  { kind: 'capitals', text: 'THIS IS VERY IMPORTANT, READ IT NOW' },
  { kind: 'capitals', text: 'bcdfg xkcd zxqw' },
  { kind: 'punctuation', text: '...' },
  { kind: 'punctuation', text: 'Wait... what?! No -- really? (Yes.) "Fine," she said; then: nothing.' },
  { kind: 'punctuation', text: 'a.b.c.d.e.f.g.h' },
  { kind: 'punctuation', text: 'see https://example.test/a/b?c=d&e=f#g' },
  { kind: 'punctuation', text: '@@ ## $$ %% ^^ && ** ++ == ~~' },
  { kind: 'punctuation', text: '- one\n- two\n\n- three\n' },
  { kind: 'emoji', text: '🎉🎉🎉' },
  { kind: 'emoji', text: 'Great job 👩‍👩‍👧‍👦 everyone 🎸!' },
  { kind: 'break', text: 'Ready? <break time="500ms"/> Go.' },
  { kind: 'break', text: 'One <break time="1.5s"/> two <break time="2s"/> three' },
  { kind: 'chinese', text: '你好' },
  { kind: 'chinese', text: '今天的天气非常好,我们一起去公园散步吧。' },
  { kind: 'chinese', text: '音频处理需要时间,请稍等片刻。'.repeat(10) },
  { kind: 'japanese', text: 'こんにちは、世界。今日はいい天気ですね。' },
  { kind: 'japanese', text: 'カタカナとひらがなと漢字' },
  { kind: 'korean', text: '안녕하세요, 만나서 반갑습니다.' },
  { kind: 'other-script', text: 'Привет, как дела?' },
  { kind: 'other-script', text: 'مرحبا بالعالم' },
  { kind: 'other-script', text: 'สวัสดีชาวโลก' },
  { kind: 'accents', text: 'Élodie a mangé une crème brûlée à Łódź.' },
  { kind: 'accents', text: 'Grüße aus Köln, straße 5' },
  { kind: 'mixed', text: 'Hello 你好 world 世界!' },
  { kind: 'mixed', text: 'AudioPod 技能 version 2.1 已经发布,请更新。' },
  { kind: 'mixed', text: 'Tokyo 東京 2026 🎉 <break time="300ms"/> let us GO!' },
];
