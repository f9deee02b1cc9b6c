/** What people read on Slack and nowhere else. */
export const slackWords = {
  'slack.working': '正在准备……',
  'slack.result-in-thread': '结果在消息列里。',
  'slack.result-below': '结果在下方。',
  'slack.files-in-direct': 'Slack 无法附上只有一个人能看到的文件，相关文件已通过 {{bot}} 的私信发给你。',
  'slack.files-lost': '相关文件未能发给你。请过一分钟再试。',
  'slack.moved-to-direct':
    '我无法在那里发消息，所以结果会以私信发送。想在频道里收到，请用 `/invite @{{bot}}` 邀请我。',
  'slack.upload-refused':
    '结果已经做好，但这个工作区不接收文件（Slack 的说法是 `{{reason}}`）。管理员可以更改，之后用 `/jobs fetch {{job}}` 再发一次。',
  'slack.outsider': '这个机器人只为本工作区的成员服务，不为访客或其他工作区服务。',
  'slack.member-unknown': 'Slack 暂时没有告诉我你是谁。请一分钟后再试。',
  'slack.file-unreadable': '我无权读取那个文件。请用 `/invite @{{bot}}` 邀请我进频道，或把文件私信给我。',
  'slack.file-external': '那个文件存放在 Slack 之外，我读不到。请直接上传文件，或给出链接。',
  'slack.file-deleted': '那个文件已被删除。请重新附上。',
  'slack.file-beyond-plan': '因为工作区的套餐限制，Slack 隐藏了那个文件。请重新附上。',
  'slack.thread-hint':
    '提及我时只会带上同一条消息里的文件。要处理前面的音频，请用那条消息的菜单，其中有 “Split stems”、“Transcribe” 等。',
  'slack.form.open': '打开表单',
  'slack.form.send': '开始',
  'slack.form.close': '取消',
  'slack.form.upload': '这里最多 10 MB。更大的文件请附在提及我的消息里。',
  'slack.form.text-file': '最多 10 MB。',
  'slack.form.long-text': '这里最多 {{max}} 个字符，更多请附上文本文件。',
  'slack.form.long-words': '这里最多 {{max}} 个字符，更多请私信发给我。',
  'slack.form.search': '输入以搜索',
  'slack.form.yes': '是',
  'slack.admins': '此工作区的管理员、所有者以及他们指定的人',
} as const;
