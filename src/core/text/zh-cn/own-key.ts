import type { ownKeyWords as english, ownKeyErrorWords as englishErrors } from '../en/own-key.ts';

/** Simplified Chinese for {@link english}. */
export const ownKeyWords = {
  'own-key.audiopod-unauthorized.what': 'AudioPod 拒绝了已绑定的 API 密钥。',
  'own-key.audiopod-unauthorized.next':
    '管理员可用 `/wallet connect` 绑定其他密钥，或用 `/wallet disconnect` 解绑。',
  'own-key.refused-meanwhile':
    'AudioPod 拒绝了提交任务时所用的密钥，暂时无法得知进度。机器人会继续查询。管理员可在 AudioPod 修复密钥，或用 `/wallet connect` 绑定同一账户的其他密钥。',
  'own-key.audiopod-balance.what': '已绑定密钥的 AudioPod 余额不足，无法完成任务。',
  'own-key.audiopod-balance.next': '管理员可以充值，链接见 `/wallet balance`。',
  'own-key.audiopod-forbidden.what': '已绑定的 AudioPod 密钥或套餐不支持此操作。',
  'own-key.audiopod-forbidden.next': '请换用更简单的模式，或联系管理员。',
  'own-key.connected': '已绑定尾号为 {{lastFour}} 的 AudioPod 密钥。',
  'own-key.paying': '新任务由其钱包付费，余额 {{amount}}；限额仍然有效。',
  'own-key.replaced': '不再使用尾号为 {{lastFour}} 的密钥。',
  'own-key.disconnected': '已解绑尾号为 {{lastFour}} 的 AudioPod 密钥。',
  'own-key.operator-pays': '新任务由机器人所有者的钱包付费。',
  'own-key.erased': '旧密钥已删除。',
  'own-key.kept_one': '有 1 个任务使用旧密钥，任务结束后删除密钥。',
  'own-key.kept_other': '有 {{count}} 个任务使用旧密钥，全部结束后删除密钥。',
  'own-key.balance': '任务使用尾号为 {{lastFour}} 的密钥，余额 {{amount}}。',
  'own-key.insufficient': '已绑定密钥的 AudioPod 余额不足。',
  'own-key.top-up': '充值地址：`{{url}}`。',
  'own-key.top-up-there': '请在对应的 AudioPod 账户中充值。',
  'own-key.voice-forgotten':
    '已从机器人移除音色“{{name}}”。它仍保留在原 AudioPod 账户中，该账户的密钥已解绑。',
  'own-key.job-forgotten':
    '任务 {{job}} 已从机器人删除。原 AudioPod 账户中仍有副本，该账户的密钥已解绑。费用仍保留在消费记录中。',
} as const satisfies Record<keyof typeof english, string>;

/** Simplified Chinese for {@link englishErrors}. */
export const ownKeyErrorWords = {
  'error.own-key-lost.what': '机器人无法再读取已绑定的 AudioPod 密钥。',
  'error.own-key-lost.next': '需由管理员用 `/wallet connect` 重新绑定，或解绑密钥。',
  'error.own-key-gone.what': '这是用已解绑的 AudioPod 密钥生成的。',
  'error.own-key-gone.next': '结果仍在原 AudioPod 账户中。管理员可以重新绑定同一账户的密钥。',
  'error.own-key-none.what': '未绑定 AudioPod 密钥。',
  'error.own-key-none.next': '可用 `/wallet connect` 绑定。',
  'error.own-key-unfit.what': '这不是 AudioPod 密钥，密钥应以 ap_ 开头。',
  'error.own-key-unfit.next': '没有保存任何内容。请从你的 AudioPod 账户复制密钥，再打开表单。',
  'error.own-key-refused.what': 'AudioPod 拒绝了这个密钥。',
  'error.own-key-refused.next': '没有保存任何内容。请在你的 AudioPod 账户中检查密钥，再打开表单。',
  'error.own-key-unchecked.what': '暂时无法验证密钥。',
  'error.own-key-unchecked.next': '没有保存任何内容。请几分钟后重试。',
  'error.own-key-operators.what': '这是机器人所有者的密钥。',
  'error.own-key-operators.next': '没有保存任何内容。请绑定你自己的密钥。',
  'error.secret-in-the-open.what': '不要在消息或命令中写密钥，其他人可能会看到。',
  'error.secret-in-the-open.next': '密钥未被使用或保存。请在 AudioPod 更换密钥，再单独发送命令并填写表单。',
  'error.form-needed.what': '需要填写仅自己可见的表单。',
  'error.form-needed.next': '请单独发送斜杠命令以打开表单。',
  'error.voice-other-key.what': '音色“{{name}}”属于另一个 AudioPod 密钥。',
  'error.voice-other-key.next': '请选择其他音色，或重新克隆。',
} as const satisfies Record<keyof typeof englishErrors, string>;
