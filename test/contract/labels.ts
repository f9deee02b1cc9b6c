import type { Locale } from '../../src/core/model/locale.ts';

/** What a button does. */
export type Button =
  | 'confirm'
  | 'cancel'
  | 'retry'
  | 'fetch'
  | 'stems'
  | 'transcribe'
  | 'denoise'
  | 'diarize';

/** What is written on each button, to the letter. */
export const LABELS: Readonly<Record<Locale, Readonly<Record<Button, string>>>> = {
  en: {
    confirm: 'Confirm',
    cancel: 'Cancel',
    retry: 'Try again',
    fetch: 'Get result',
    stems: 'Split stems',
    transcribe: 'Transcribe',
    denoise: 'Remove noise',
    diarize: 'Identify speakers',
  },
  'zh-CN': {
    confirm: '确认',
    cancel: '取消',
    retry: '重试',
    fetch: '获取结果',
    stems: '分离音轨',
    transcribe: '转录',
    denoise: '降噪',
    diarize: '说话人分离',
  },
};
