/** What people read on Slack and nowhere else. */
export const slackWords = {
  'slack.working': '正在准备…',
  'slack.result-in-thread': '结果在消息列中。',
  'slack.result-below': '结果在下方。',
  'slack.files-in-direct': 'Slack 无法附上仅一人可见的文件，请在你与 {{bot}} 的私信中查看。',
  'slack.files-lost': '文件发送失败，请一分钟后重试。',
  'slack.moved-to-direct':
    '机器人无法在那个频道发送消息，结果会以私信发送。如需在频道中接收，请使用 `/invite @{{bot}}`。',
  'slack.upload-refused':
    '结果已完成，但工作区不允许这些文件（`{{reason}}`）。工作区管理员允许后，可用 `/jobs fetch {{job}}` 获取。',
  'slack.outsider': '仅本工作区成员可以使用机器人。',
  'slack.member-unknown': '暂时无法确认你的身份，请一分钟后重试。',
  'slack.file-unreadable': '机器人无法读取这个文件。请用 `/invite @{{bot}}` 邀请机器人，或以私信发送文件。',
  'slack.file-external': '文件存放在 Slack 之外，机器人无法读取。请上传文件，或发送链接。',
  'slack.file-deleted': '文件已被删除，请重新添加。',
  'slack.file-beyond-plan': '受工作区套餐限制，Slack 隐藏了这个文件。请重新添加。',
  'slack.thread-hint':
    '提及只包含同一条消息中的文件。要处理其他音频，请用那条消息的菜单，如“Split stems”、“Transcribe”。',
  'slack.form.open': '打开表单',
  'slack.form.start': '开始',
  'slack.form.send': '提交',
  'slack.form.close': '取消',
  'slack.form.upload': '最多 10 MB。更大的文件请附在提及机器人的消息中。',
  'slack.form.text-file': '最多 10 MB',
  'slack.form.long-text': '最多 {{max}} 个字符，更多请添加文本文件。',
  'slack.form.long-words': '最多 {{max}} 个字符，更多请以私信发送给机器人。',
  'slack.form.search': '输入以搜索',
  'slack.form.yes': '是',
  'slack.admins': '工作区管理员和钱包管理员',
} as const;
