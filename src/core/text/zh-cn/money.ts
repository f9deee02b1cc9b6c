import type { moneyWords as english } from '../en/money.ts';

/** Simplified Chinese for {@link english}. */
export const moneyWords = {
  'money.none': '没有产生费用。',
  'money.held': '已为此预留 {{amount}}。',
  'money.in-doubt': '这可能已经扣费（{{amount}}）；在查明之前，它在各项额度中都按已花费计算。',
  'money.released': '预留的 {{amount}} 已退回，没有产生费用。',
  'money.forgiven': '始终未能查明是否已经扣费；机器人运营者已免除这 {{amount}}，它不再计入这里的额度。',
  'money.settled-credits': '费用为 {{amount}}，按 AudioPod 计算的点数。',
  'money.settled-measured-duration': '费用为 {{amount}}，按时长计算。',
  'money.settled-quote': '费用最多为 {{amount}}；AudioPod 没有说明具体数额。',
  'money.overshoot': '这比预留的多 {{amount}}：超出额度的部分计入下一个周期。',
  'money.settled-written-off': '始终未能查明是否已经扣费，因此 {{amount}} 按已花费计算。',
  'money.raised-by.owner': '机器人的运营者',
  'money.raised-by.admin': '这里的管理员',
  'notice.wallet-empty':
    'AudioPod 拒绝了一个任务：机器人背后的钱包余额不足。充值之前无法再制作任何内容。此消息每小时最多发送一次。',
  'notice.key-refused':
    'AudioPod 拒绝了机器人的密钥。在 AudioPod 恢复该密钥，或让机器人使用同一账户的另一个密钥之前，无法再制作任何内容，进行中的结果也无法获取。任务会为此等待几个小时。此消息每小时最多发送一次。',
  'notice.own-key-refused':
    'AudioPod 拒绝了以 {{lastFour}} 结尾的密钥，这里有任务是用它开始的。这些任务会等待几个小时：在此期间可以在 AudioPod 恢复该密钥，或用 `/wallet connect` 连接同一账户的另一个密钥。此消息每天最多发送一次。',
  'notice.month-low':
    '这里本月的额度大部分已经使用：{{limit}} 中的 {{used}}。额度将在 {{resetsAt}} 重新开始；`/wallet limits` 会说明谁可以提高额度。',
  'notice.drift':
    '账本与 AudioPod 的使用记录不一致：{{day}}（UTC）AudioPod 收取了 {{there}}，而 {{jobs}} 个任务共结算 {{here}}。这无法用取整来解释。请检查是否有别处使用同一密钥的任务，以及价格是否有变化。',
  'money.scope.operator-month': '机器人运营者的每月上限',
  'money.scope.operator-day': '机器人运营者的每日上限',
  'money.scope.tenant-month': '这里的每月额度',
  'money.scope.tenant-day': '这里的每日额度',
  'money.scope.member-day': '你的每日额度',
} as const satisfies Record<keyof typeof english, string>;
