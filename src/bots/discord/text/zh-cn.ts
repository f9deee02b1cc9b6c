/** Words only Discord needs, in Simplified Chinese. */
export const discordWords = {
  'discord.menu.stems': '分离音轨',
  'discord.hint.hidden-audio':
    'Discord 不让机器人看到您回复的那条消息。请打开那条消息的菜单，选择“应用”，再选择“{{command}}”。',
  'discord.hint.how-to-ask': '请在提及机器人的同时写上命令并附上音频，例如 `stems six`。',
  'discord.no-audio': '那条消息里没有音频。',
  'discord.no-audio.next': '请选择带有音频文件、视频或语音消息的消息。',
  'discord.missing.what': '机器人在此频道缺少所需的权限：{{rights}}。',
  'discord.missing.next': '请在频道设置中授予该权限，或换个地方使用。',
  'discord.right.attach': '附加文件',
  'discord.right.view': '查看频道',
  'discord.right.send': '发送消息',
  'discord.right.send-in-threads': '在子区内发送消息',
  'discord.right.history': '读取消息历史',
  'discord.right.embed': '嵌入链接',
  'discord.long': '所需时间超过了 Discord 保留此回复的时间。',
  'discord.long.press': '按下按钮即可在这里获取结果。',
  'discord.get-result': '获取结果',
  'discord.plain': '您的任务结果在这里。',
  'discord.more-rows_one': '还有一行显示不下。',
  'discord.more-rows_other': '还有 {{count}} 行显示不下。',
} as const;
