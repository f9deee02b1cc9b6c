import type { moneyWords as english } from '../en/money.ts';

/** Simplified Chinese for {@link english}. */
export const moneyWords = {
  'money.none': '未扣费。',
  'money.held': '最多 {{amount}}。',
  'money.in-doubt': '可能已扣费 {{amount}}，确认前计入限额。',
  'money.released': '未扣费，预留的 {{amount}} 已释放。',
  'money.forgiven': '机器人所有者已免除 {{amount}}，不计入限额。',
  'money.settled-credits': '费用 {{amount}}。',
  'money.settled-measured-duration': '费用 {{amount}}。',
  'money.settled-measured-by-bot': '费用 {{amount}}。',
  'money.settled-quote': '费用最多 {{amount}}。',
  'money.settled-unmeasured': '费用未知，预留的 {{amount}} 计为已用。',
  'money.settled-written-off': '扣费始终未能确认，{{amount}} 计为已用。',
  'money.overshoot': '比预估多 {{amount}}，超限部分计入下期。',
  'money.basis.credits': '费用按 AudioPod 报告的积分计算。',
  'money.basis.measured-duration': '费用按 AudioPod 报告的时长计算。',
  'money.basis.measured-by-bot': '费用按机器人测得的时长计算。',
  'money.basis.quote': 'AudioPod 未报告费用，按预估费用计算。',
  'money.basis.unmeasured': 'AudioPod 未报告时长，机器人也未能测得。',
  'money.raised-by.owner': '机器人所有者',
  'money.raised-by.admin': '管理员',
  'notice.wallet-empty':
    '机器人的 AudioPod 余额不足，一个任务被拒绝。充值前无法运行新任务。此通知每小时最多一次。',
  'notice.key-refused':
    'AudioPod 拒绝了机器人的 API 密钥。新任务无法运行，已有任务会等待几小时。请在 AudioPod 修复密钥，或用同一账户的其他密钥重启机器人。此通知每小时最多一次。',
  'notice.own-key-refused':
    'AudioPod 拒绝了尾号为 {{lastFour}} 的密钥，使用它的任务会等待几小时。请在 AudioPod 修复密钥，或用 `/wallet connect` 绑定同一账户的其他密钥。此通知每天最多一次。',
  'notice.job-parked':
    '任务 {{job}} 连续失败 {{times}} 次，机器人不再运行该任务。可用 `npm run jobs -- list` 查看。此通知每小时最多一次。',
  'notice.clock-jumped':
    '机器人所在电脑或数据库的时钟跳变了 {{hours}} 小时。运行中的任务会继续。在时钟恢复正常或你重启机器人之前，不会因超期而删除或核销任何内容。',
  'notice.clock-ahead':
    '按电脑时钟，机器人上次运行是 {{hours}} 小时前。如果不对，请校正时钟：未来 {{grace}} 小时内不会因超期而删除或核销任何内容。',
  'notice.clock-back': '机器人上次运行之后，时钟被调回了 {{hours}} 小时。正在等待的任务会立即检查。',
  'notice.month-low':
    '每月限额即将用完：已用 {{used}}，共 {{limit}}。{{resetsAt}}重置。可用 `/wallet limits` 查看谁能提高限额。',
  'notice.audiopod-down': 'AudioPod 没有响应。新任务会等待，已付费的内容不会丢失。恢复后会再通知你。',
  'notice.platform-down': '{{platform}} 无法接收消息。结果会等到恢复后发送，届时会再通知你。',
  'notice.outage-over': '{{platform}} 已恢复响应，等待中的任务会逐步继续。',
  'notice.drift':
    '{{day}}（UTC）的费用与 AudioPod 用量记录不一致：AudioPod 扣费 {{there}}，机器人为 {{jobs}} 个任务记录了 {{here}}。请检查是否有别处使用同一密钥的任务，以及价格是否有变。',
  'money.scope.operator-month': '机器人每月总上限',
  'money.scope.operator-day': '机器人每日总上限',
  'money.scope.tenant-month': '每月限额',
  'money.scope.tenant-day': '每日限额',
  'money.scope.member-day': '你的每日限额',
} as const satisfies Record<keyof typeof english, string>;
