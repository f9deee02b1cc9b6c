/** What people read about what was spent. */
export const usageWords = {
  'usage.spent_one': '{{spent}} was spent here today; the day is counted in {{zone}}.',
  'usage.spent_other': '{{spent}} was spent here in the last {{count}} days; days are counted in {{zone}}.',
  'usage.none_one': 'Nothing was spent here today; the day is counted in {{zone}}.',
  'usage.none_other': 'Nothing was spent here in the last {{count}} days; days are counted in {{zone}}.',
  'usage.overshoot': '{{overshoot}} of what was spent is more than had been set aside.',
  'usage.own': 'Of the members, admins see all, and others only themselves.',
  'usage.column.what': 'On what, and by whom',
  'usage.column.jobs': 'Jobs',
  'usage.jobs_one': 'one job',
  'usage.jobs_other': '{{count}} jobs',
  'usage.unnamed': 'not written down',
  'usage.others': 'everybody else',
  'usage.chart.title': 'Spent each day from {{from}} to {{to}}: {{spent}}',
  'usage.chart.alt':
    'What was spent on each day from {{from}} to {{to}}, as bars. {{spent}} in all: {{parts}}.',
  'usage.file': 'Every day, service and member, for spreadsheets',
} as const;
