/** What became of the money, in one sentence, and what limits are called. */
export const moneyWords = {
  'money.none': 'Nothing was charged.',
  'money.held': '{{amount}} is set aside for it.',
  'money.in-doubt':
    'This may have been charged ({{amount}}); until that is known, it counts as spent against every limit.',
  'money.released': 'The {{amount}} set aside was given back; nothing was charged.',
  'money.forgiven':
    'Whether it was charged was never found out; whoever runs this bot let the {{amount}} go, so it no longer counts here.',
  'money.settled-credits': 'It cost {{amount}}, by the credits AudioPod counted.',
  'money.settled-measured-duration': 'It cost {{amount}}, by its length.',
  'money.settled-quote': 'It cost at most {{amount}}; AudioPod did not say exactly.',
  'money.overshoot':
    'That is {{amount}} more than was set aside: what passes a limit counts against its next period.',
  'money.settled-written-off':
    'Whether it was charged was never found out, so {{amount}} is counted as spent.',
  'money.raised-by.owner': 'whoever runs this bot',
  'money.raised-by.admin': 'an admin here',
  'notice.wallet-empty':
    'AudioPod refused a job because the wallet behind this bot is too empty. Nothing more can be made until it is topped up. You are told at most once an hour.',
  'notice.key-refused':
    'AudioPod refuses the key behind this bot. Nothing more can be made, and what is being made cannot be fetched, until the key is put right at AudioPod or the bot runs with another one of the same account. Jobs wait for that for some hours. You are told at most once an hour.',
  'notice.own-key-refused':
    'AudioPod refuses the key that ends in {{lastFour}}, with which jobs here began. They wait for some hours: until then that key can be put right at AudioPod, or another one of the same account be connected with `/wallet connect`. This is said at most once a day.',
  'notice.month-low':
    'Most of this month’s money here is used: {{used}} of {{limit}}. It starts anew on {{resetsAt}}; `/wallet limits` shows who can raise it.',
  'notice.drift':
    'The account book does not agree with AudioPod’s usage history: on {{day}} (UTC) AudioPod charged {{there}}, and {{jobs}} jobs were settled with {{here}}. Rounding does not explain that. Look for jobs made with the same key elsewhere, and for prices that have changed.',
  'money.scope.operator-month': 'the monthly ceiling of whoever runs this bot',
  'money.scope.operator-day': 'the daily ceiling of whoever runs this bot',
  'money.scope.tenant-month': 'the monthly limit here',
  'money.scope.tenant-day': 'the daily limit here',
  'money.scope.member-day': 'your daily limit',
} as const;
