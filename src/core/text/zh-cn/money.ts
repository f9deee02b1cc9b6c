import type { moneyWords as english } from '../en/money.ts';

/** Simplified Chinese for {@link english}. */
export const moneyWords = {
  'money.none': '没有产生费用。',
  'money.held': '已为此预留 {{amount}}。',
  'money.in-doubt': '这可能已经扣费（{{amount}}）；在查明之前，它在各项额度中都按已花费计算。',
  'money.released': '预留的 {{amount}} 已退回，没有产生费用。',
  'money.settled': '费用为 {{amount}}。',
  'money.settled-quote': '费用最多为 {{amount}}。',
  'money.settled-written-off': '始终未能查明是否已经扣费，因此 {{amount}} 按已花费计算。',
  'money.scope.operator-month': '机器人运营者的每月上限',
  'money.scope.operator-day': '机器人运营者的每日上限',
  'money.scope.tenant-month': '这里的每月额度',
  'money.scope.tenant-day': '这里的每日额度',
  'money.scope.member-day': '你的每日额度',
} as const satisfies Record<keyof typeof english, string>;
