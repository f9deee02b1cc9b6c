/** What help says, and the labels of buttons that run a command. */
export const helpWords = {
  'run.tts': 'Make speech',
  'run.stems': 'Split a song',
  'run.music song': 'Make music',
  'run.transcribe': 'Transcribe',
  'run.diarize': 'Identify speakers',
  'run.denoise': 'Remove noise',
  'run.voice clone': 'Clone a voice',
  'run.jobs list': 'List my jobs',
  'run.wallet balance': 'Show what’s left',
  'run.wallet usage': 'Show spending',
  'run.wallet limits': 'Show limits',
  'run.wallet set-limit': 'Set limits',
  'run.help': 'Show help',
} as const;
