import type { ownKeyWords as english, ownKeyErrorWords as englishErrors } from '../en/own-key.ts';

/** Simplified Chinese for {@link english}. */
export const ownKeyWords = {
  'own-key.audiopod-unauthorized.what': 'AudioPod 不接受这里连接的密钥。',
  'own-key.audiopod-unauthorized.next':
    '这里的管理员可以用 `/wallet connect` 连接另一个密钥，或用 `/wallet disconnect` 改回由机器人的运营者付费。',
  'own-key.refused-meanwhile':
    'AudioPod 拒绝了开始此任务时所用的密钥，因此无法得知任务的进展。任务并未放弃：机器人会继续询问。这里的管理员可以在 AudioPod 恢复该密钥，或用 `/wallet connect` 连接同一账户的另一个密钥。',
  'own-key.audiopod-balance.what': '这里连接的密钥对应的 AudioPod 钱包余额不足以完成此任务。',
  'own-key.audiopod-balance.next': '这里的管理员可以充值；`/wallet balance` 会给出链接。',
  'own-key.audiopod-forbidden.what': 'AudioPod 不允许此操作：这里连接的密钥或其套餐不含此功能。',
  'own-key.audiopod-forbidden.next': '请换一个简单的模式，或询问这里的管理员。',
  'own-key.connected': '以 {{lastFour}} 结尾的 AudioPod 密钥已连接。',
  'own-key.paying': '此处的新任务由它的钱包付费，余额为 {{amount}}；这里设置的额度仍然有效。',
  'own-key.replaced': '它取代了以 {{lastFour}} 结尾的密钥。',
  'own-key.disconnected': '以 {{lastFour}} 结尾的 AudioPod 密钥已断开。',
  'own-key.operator-pays': '此处的新任务使用机器人运营者的钱包。',
  'own-key.erased': '旧密钥已删除。',
  'own-key.kept_one': '有 1 个任务是用旧密钥开始的，密钥会保留到该任务结束，随即删除。',
  'own-key.kept_other': '有 {{count}} 个任务是用旧密钥开始的，密钥会保留到最后一个任务结束，随即删除。',
  'own-key.balance': '此处的任务由以 {{lastFour}} 结尾的密钥付费；它的钱包余额为 {{amount}}。',
  'own-key.insufficient': '这里连接的密钥对应的 AudioPod 钱包余额不足。',
  'own-key.top-up': '充值地址：`{{url}}`。',
  'own-key.top-up-there': '可以在它的 AudioPod 账户中充值。',
  'own-key.voice-forgotten':
    '声音“{{name}}”已从这里移除。它仍在制作它的 AudioPod 账户中，该账户的密钥已不再连接。',
  'own-key.job-forgotten':
    '任务 {{job}} 已从这里删除。AudioPod 的部分仍在制作它的账户中，该账户的密钥已不再连接。费用仍保留在账本中。',
} as const satisfies Record<keyof typeof english, string>;

/** Simplified Chinese for {@link englishErrors}. */
export const ownKeyErrorWords = {
  'error.own-key-lost.what': '这里连接的 AudioPod 密钥已无法读取。',
  'error.own-key-lost.next': '请这里的管理员用 `/wallet connect` 重新连接，或断开它。',
  'error.own-key-gone.what': '那是用已不再连接的 AudioPod 密钥制作的。',
  'error.own-key-gone.next':
    '结果仍可在该密钥的 AudioPod 账户中找到；管理员重新连接该账户的密钥后，也可以在这里获取。',
  'error.own-key-none.what': '这里没有连接 AudioPod 密钥。',
  'error.own-key-none.next': '`/wallet connect` 可以连接一个。',
  'error.own-key-unfit.what': '那不是 AudioPod 密钥：它们以 ap_ 开头。',
  'error.own-key-unfit.next': '没有保存任何内容。请从你的 AudioPod 账户复制密钥，再次打开表单。',
  'error.own-key-refused.what': 'AudioPod 不接受该密钥。',
  'error.own-key-refused.next': '没有保存任何内容。请在你的 AudioPod 账户中检查，再次打开表单。',
  'error.own-key-unchecked.what': 'AudioPod 目前没有说明该密钥是否有效。',
  'error.own-key-unchecked.next': '没有保存任何内容。请过几分钟再试。',
  'error.own-key-operators.what': '那是机器人运营者的密钥。',
  'error.own-key-operators.next': '没有保存任何内容。请连接你自己的密钥。',
  'error.secret-in-the-open.what': '密钥不能写在消息或命令里，别人可能会看到。',
  'error.secret-in-the-open.next':
    '它没有被使用，也没有被保存。请在 AudioPod 更换它，然后发送不带密钥的命令并填写表单。',
  'error.form-needed.what': '此操作所需的内容要在表单中填写，别人看不到。',
  'error.form-needed.next': '请以斜杠命令发送，后面不要写任何内容；表单随即打开。',
  'error.voice-other-key.what': '声音“{{name}}”是用另一个 AudioPod 密钥制作的，不是现在付费的这一个。',
  'error.voice-other-key.next': '请选择其他声音，或重新制作。',
} as const satisfies Record<keyof typeof englishErrors, string>;
