import type { usageWords as english } from '../en/usage.ts';

/** Simplified Chinese for {@link english}. */
export const usageWords = {
  'usage.spent_other': '最近 {{count}} 天已用 {{spent}}（{{zone}}）。',
  'usage.none_other': '最近 {{count}} 天没有消费（{{zone}}）。',
  'usage.overshoot': '其中 {{overshoot}} 超出预估费用。',
  'usage.own': '仅管理员可查看各成员的消费。',
  'usage.column.what': '服务或成员',
  'usage.column.jobs': '任务数',
  'usage.jobs_other': '{{count}} 个任务',
  'usage.unnamed': '未记录',
  'usage.others': '其他成员',
  'usage.chart.title': '{{from}}至{{to}}每日消费：{{spent}}',
  'usage.chart.alt': '{{from}}至{{to}}每日消费柱状图。共 {{spent}}：{{parts}}。',
  'usage.file': '按日期、服务和成员的消费明细',
} as const satisfies Record<Exclude<keyof typeof english, `${string}_one`>, string>;
