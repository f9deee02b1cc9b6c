import type { tenantWords as english } from '../en/tenant.ts';

/** Simplified Chinese for {@link english}. */
export const tenantWords = {
  'command.wallet.export': '管理员：导出已存储的数据',
  'command.wallet.erase': '管理员：清除已存储的数据',
  'tenant.exported': '当前存储的限额、默认音色、克隆音色、消费和任务。不含文本、文件和密钥。',
  'tenant.export-title': '存储的数据',
  'tenant.erase':
    '将删除所有已结束的任务及其结果、限额和命令权限、已绑定的 AudioPod 密钥、所有成员的默认设置，以及克隆音色。此操作无法撤销，可先用 `/wallet export` 导出。正在运行的任务会继续，已有消费仍计入限额。',
  'tenant.erased_other': '已清除 {{count}} 个任务、全部设置和所有成员的默认设置。',
  'tenant.erased-voices_other': '已删除 {{count}} 个克隆音色。',
  'tenant.voices-elsewhere': '用自有 AudioPod 密钥制作的克隆音色仍在对应的 AudioPod 账户中，请在那里删除。',
  'tenant.erase-running_other':
    '还有 {{count}} 个任务正在运行。请等待结束或取消任务，然后再次运行 `/wallet erase`。',
  'tenant.erase-left_other': '还有 {{count}} 个任务未能删除，请再次运行 `/wallet erase`。',
  'tenant.erase-kept':
    '消费总额仍会保留；不再计入限额后，其中不再显示成员。机器人所有者设置的额度不变。AudioPod 不支持删除语音。',
} as const satisfies Record<Exclude<keyof typeof english, `${string}_one`>, string>;
