import type { helpWords as english } from '../en/help.ts';

/** Simplified Chinese for {@link english}. */
export const helpWords = {
  'run.tts': '生成语音',
  'run.stems': '分离音轨',
  'run.music song': '创作歌曲',
  'run.transcribe': '转录',
  'run.diarize': '说话人分离',
  'run.denoise': '降噪',
  'run.voice clone': '克隆声音',
  'run.jobs list': '查看我的任务',
  'run.wallet balance': '查看剩余额度',
  'run.wallet usage': '查看消费记录',
  'run.wallet limits': '查看限额',
  'run.wallet set-limit': '设置限额',
  'run.help': '查看帮助',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
