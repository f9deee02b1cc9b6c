/** What people read on Slack and nowhere else. */
export const slackWords = {
  'slack.working': 'Getting ready …',
  'slack.result-in-thread': 'The result is in the thread.',
  'slack.result-below': 'The result is below.',
  'slack.files-in-direct':
    'Slack shows no files that only one person sees, so the files that belong to this are in your direct messages with {{bot}}.',
  'slack.files-lost': 'The files that belong to this could not be sent to you. Please ask again in a minute.',
  'slack.moved-to-direct':
    'I cannot post there, so the result comes as a direct message. To have it in the channel, invite me with `/invite @{{bot}}`.',
  'slack.upload-refused':
    'The result is made, but this workspace does not take the files (Slack says `{{reason}}`). An administrator can change that; `/jobs fetch {{job}}` then posts it again.',
  'slack.outsider': 'This bot works for members of this workspace, not for guests or other workspaces.',
  'slack.member-unknown': 'Slack does not say who you are at the moment. Try again in a minute.',
  'slack.file-unreadable':
    'I am not allowed to read that file. Invite me to the channel with `/invite @{{bot}}`, or send me the file as a direct message.',
  'slack.file-external':
    'That file is kept outside of Slack, where I cannot read it. Upload the file itself, or give a link.',
  'slack.file-deleted': 'That file has been deleted. Attach it again.',
  'slack.file-beyond-plan': 'Slack hides that file because of the plan of the workspace. Attach it again.',
  'slack.thread-hint':
    'A mention only brings along the files of its own message. For audio further up, use the menu of that message: “Split stems”, “Transcribe” and others are there.',
  'slack.form.open': 'Open form',
  'slack.form.send': 'Start',
  'slack.form.close': 'Cancel',
  'slack.form.upload': 'At most 10 MB here. A larger file can come with a message that mentions me.',
  'slack.form.text-file': 'At most 10 MB.',
  'slack.form.long-text': 'At most {{max}} characters here; attach a text file for more.',
  'slack.form.long-words': 'At most {{max}} characters here; more can come in a direct message to me.',
  'slack.form.search': 'Type to search',
  'slack.form.yes': 'Yes',
  'slack.admins': 'admins and owners of this workspace, and people they have named,',
} as const;
