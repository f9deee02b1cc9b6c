/** What people read about what was spent. */
export const usageWords = {
  'usage.spent_one': '{{spent}} spent today ({{zone}}).',
  'usage.spent_other': '{{spent}} spent in the last {{count}} days ({{zone}}).',
  'usage.none_one': 'Nothing spent today ({{zone}}).',
  'usage.none_other': 'Nothing spent in the last {{count}} days ({{zone}}).',
  'usage.overshoot': '{{overshoot}} of that is over the estimates.',
  'usage.own': 'Only admins see what each member spent.',
  'usage.column.what': 'Service or member',
  'usage.column.jobs': 'Jobs',
  'usage.jobs_one': '1 job',
  'usage.jobs_other': '{{count}} jobs',
  'usage.unnamed': 'Not recorded',
  'usage.others': 'Other members',
  'usage.chart.title': 'Daily spending from {{from}} to {{to}}: {{spent}}',
  'usage.chart.alt': 'Bar chart of daily spending from {{from}} to {{to}}. {{spent}} in total: {{parts}}.',
  'usage.file': 'Spending by day, service and member',
} as const;
