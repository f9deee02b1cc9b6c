import type { Locale } from '../../src/core/model/locale.ts';

/** What a button does. */
export type Button =
  | 'confirm'
  | 'cancel'
  | 'retry'
  | 'fetch'
  | 'raise'
  | 'allowLinks'
  | 'limits'
  | 'speak'
  | 'split'
  | 'compose'
  | 'stems'
  | 'transcribe'
  | 'denoise'
  | 'diarize'
  | 'erase';

/** What is written on each button, to the letter. */
export const LABELS: Readonly<Record<Locale, Readonly<Record<Button, string>>>> = {
  en: {
    confirm: 'Confirm',
    cancel: 'Cancel',
    retry: 'Try again',
    fetch: 'Get result',
    raise: 'Raise limit',
    allowLinks: 'Turn on links',
    limits: 'Show limits',
    speak: 'Make speech',
    split: 'Split a song',
    compose: 'Make music',
    stems: 'Split stems',
    transcribe: 'Transcribe',
    denoise: 'Remove noise',
    diarize: 'Identify speakers',
    erase: 'Erase everything',
  },
  'zh-CN': {
    confirm: '确认',
    cancel: '取消',
    retry: '重试',
    fetch: '获取结果',
    raise: '提高限额',
    allowLinks: '启用链接',
    limits: '查看限额',
    speak: '生成语音',
    split: '分离音轨',
    compose: '创作歌曲',
    stems: '分离音轨',
    transcribe: '转录',
    denoise: '降噪',
    diarize: '说话人分离',
    erase: '全部清除',
  },
};
