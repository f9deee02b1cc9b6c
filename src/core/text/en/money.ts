/** What became of the money, in one sentence, and what limits are called. */
export const moneyWords = {
  'money.none': 'Nothing was charged.',
  'money.held': '{{amount}} is set aside for it.',
  'money.in-doubt':
    'This may have been charged ({{amount}}); until that is known, it counts as spent against every limit.',
  'money.released': 'The {{amount}} set aside was given back; nothing was charged.',
  'money.settled': 'It cost {{amount}}.',
  'money.settled-quote': 'It cost at most {{amount}}.',
  'money.settled-written-off':
    'Whether it was charged was never found out, so {{amount}} is counted as spent.',
  'money.scope.operator-month': 'the monthly ceiling of whoever runs this bot',
  'money.scope.operator-day': 'the daily ceiling of whoever runs this bot',
  'money.scope.tenant-month': 'the monthly limit here',
  'money.scope.tenant-day': 'the daily limit here',
  'money.scope.member-day': 'your daily limit',
} as const;
