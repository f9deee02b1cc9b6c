/** Words only Discord needs. Those of commands, jobs and errors come from the rooms that own them. */
export const discordWords = {
  'discord.menu.stems': 'Split stems',
  'discord.menu.transcribe': 'Transcribe',
  'discord.menu.denoise': 'Remove noise',
  'discord.menu.diarize': 'Who said what',
  'discord.hint.hidden-audio':
    'Discord does not show this bot the message you replied to. Open the menu of that message, then Apps, then “{{command}}”.',
  'discord.hint.how-to-ask':
    'Mention the bot together with a command and some audio, for example `stems six`.',
  'discord.no-audio': 'There is no audio in that message.',
  'discord.no-audio.next': 'Choose a message with an audio file, a video or a voice message.',
  'discord.missing.what': 'The bot lacks a right it needs in this channel: {{rights}}.',
  'discord.files-need-right':
    'The files that belong to this are missing: the bot lacks the right {{rights}} here.',
  'discord.file-too-large': 'A file that belongs to this is larger than Discord takes here.',
  'discord.missing.next': 'Give it that right in the settings of the channel, or ask somewhere else.',
  'discord.right.attach': 'Attach Files',
  'discord.right.view': 'View Channel',
  'discord.right.send': 'Send Messages',
  'discord.right.send-in-threads': 'Send Messages in Threads',
  'discord.right.history': 'Read Message History',
  'discord.right.embed': 'Embed Links',
  'discord.right.voice': 'Send Voice Messages',
  'discord.form.gone': 'What you had filled in before this form is no longer known here.',
  'discord.form.gone.next': 'Please give the command again.',
  'discord.long': 'This takes longer than Discord keeps this reply open.',
  'discord.long.press': 'Press the button to get the result here.',
  'discord.get-result': 'Get result',
  'discord.plain': 'The result of your job is here.',
  'discord.more-rows_one': 'One more line does not fit here.',
  'discord.more-rows_other': '{{count}} more lines do not fit here.',
  'discord.admins': 'members who may manage this server',
} as const;
