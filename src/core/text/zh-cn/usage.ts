import type { usageWords as english } from '../en/usage.ts';

/** Simplified Chinese for {@link english}. */
export const usageWords = {
  'usage.spent_other': '最近 {{count}} 天这里共花费 {{spent}}；日期按 {{zone}} 时区计算。',
  'usage.none_other': '最近 {{count}} 天这里没有花费；日期按 {{zone}} 时区计算。',
  'usage.overshoot': '其中有 {{overshoot}} 超出了事先预留的金额。',
  'usage.own': '管理员可以看到所有成员，其他人只能看到自己。',
  'usage.column.what': '服务和成员',
  'usage.column.jobs': '任务数',
  'usage.jobs_other': '{{count}} 个任务',
  'usage.unnamed': '未记录',
  'usage.others': '其他人',
  'usage.chart.title': '{{from}}至{{to}}每天的花费：共 {{spent}}',
  'usage.chart.alt': '柱状图：{{from}}至{{to}}每天的花费。共 {{spent}}：{{parts}}。',
  'usage.file': '每天、每项服务和每位成员的明细，可用电子表格打开',
} as const satisfies Record<Exclude<keyof typeof english, `${string}_one`>, string>;
