/** What people read on Slack and nowhere else. */
export const slackWords = {
  'slack.working': 'Getting ready…',
  'slack.result-in-thread': 'The result is in the thread.',
  'slack.result-below': 'The result is below.',
  'slack.result-in-direct': 'The result is in a direct message.',
  'slack.of': '{{name}}: {{text}}',
  'slack.not-shown':
    'The result is done, but Slack doesn’t show its files. Get it again in a few minutes, or use `/jobs fetch {{job}}`.',
  'slack.files-in-direct':
    'Slack can’t show files to one person only. Find them in your direct messages with {{bot}}.',
  'slack.files-lost': 'The bot couldn’t send you the files. Try again in a minute.',
  'slack.moved-to-direct': 'The bot can’t post in that channel, so you get the result as a direct message.',
  'slack.moved-invite': 'To get results in the channel, use `/invite @{{bot}}`.',
  'slack.upload-refused':
    'The result is done, but this workspace blocks the files (`{{reason}}`). Once a workspace admin allows them, use `/jobs fetch {{job}}`.',
  'slack.outsider': 'Only members of this workspace can use the bot.',
  'slack.member-unknown': 'The bot can’t check who you are right now. Try again in a minute.',
  'slack.file-unreadable':
    'The bot can’t read this file. Invite it with `/invite @{{bot}}`, or send the file as a direct message.',
  'slack.file-external':
    'This file is stored outside Slack, so the bot can’t read it. Upload the file, or send a link.',
  'slack.file-deleted': 'This file was deleted. Attach it again.',
  'slack.file-beyond-plan': 'Slack hides this file because of the workspace’s plan. Attach it again.',
  'slack.file-ask': 'What should the bot do with “{{name}}”?',
  'slack.thread-hint':
    'A mention includes only the files in its own message. For other audio, use that message’s menu: “Split stems”, “Transcribe” and more.',
  'slack.spoken.person': 'someone',
  'slack.spoken.channel': 'a channel',
  'slack.spoken.group': 'a group',
  'slack.spoken.date': 'a date',
  'slack.form.open': 'Open form',
  'slack.form.start': 'Start',
  'slack.form.send': 'Send',
  'slack.form.close': 'Cancel',
  'slack.form.upload': 'Up to 10 MB. For a larger file, mention the bot in a message with the file.',
  'slack.form.text-file': 'Up to 10 MB',
  'slack.form.long-text': 'Up to {{max}} characters. For more, attach a text file.',
  'slack.form.long-words': 'Up to {{max}} characters. For more, send the bot a direct message.',
  'slack.form.search': 'Type to search',
  'slack.form.yes': 'Yes',
  'slack.form.no-language': 'Other voices',
  'slack.home.balance': 'Left to spend',
  'slack.home.start': 'Start a job',
  'slack.home.jobs': 'Your last jobs',
  'slack.home.limits': 'Limits',
  'slack.admins': 'workspace admins and wallet admins',
} as const;
