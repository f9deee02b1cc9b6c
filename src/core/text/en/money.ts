/** What a job cost, in one sentence, what limits are called, and what owners and admins are told unprompted. */
export const moneyWords = {
  'money.none': 'You weren’t charged.',
  'money.held': 'Up to {{amount}}.',
  'money.in-doubt': 'You may have been charged {{amount}}. It counts toward your limits until confirmed.',
  'money.released': 'You weren’t charged; {{amount}} is available again.',
  'money.forgiven': 'The bot owner waived {{amount}}; it no longer counts.',
  'money.settled-credits': 'Cost: {{amount}}.',
  'money.settled-measured-duration': 'Cost: {{amount}}.',
  'money.settled-measured-by-bot': 'Cost: {{amount}}.',
  'money.settled-quote': 'Cost: up to {{amount}}.',
  'money.settled-unmeasured': 'The cost is unknown, so the reserved {{amount}} counts as spent.',
  'money.settled-written-off': 'The charge was never confirmed, so {{amount}} counts as spent.',
  'money.overshoot': 'That’s {{amount}} over the estimate; any excess carries over.',
  'money.basis.credits': 'AudioPod reported this cost in credits.',
  'money.basis.measured-duration': 'The cost is based on the length AudioPod reported.',
  'money.basis.measured-by-bot': 'The cost is based on the length the bot measured.',
  'money.basis.quote': 'AudioPod reported no cost, so the estimate counts.',
  'money.basis.unmeasured': 'AudioPod reported no length, and the bot couldn’t measure it.',
  'money.raised-by.owner': 'the bot owner',
  'money.raised-by.admin': 'an admin',
  'notice.wallet-empty':
    'AudioPod refused a job because the bot’s balance is too low. New jobs can’t run until you top up. You get this notice at most once an hour.',
  'notice.key-refused':
    'AudioPod rejected the bot’s API key. New jobs can’t run, and running jobs wait a few hours. Fix the key at AudioPod, or restart the bot with another key of the same account. You get this notice at most once an hour.',
  'notice.own-key-refused':
    'AudioPod rejected the key ending in {{lastFour}}, and jobs started with it are waiting for a few hours. Fix the key at AudioPod, or connect another key of the same account with `/wallet connect`. You get this notice at most once a day.',
  'notice.job-parked':
    'Job {{job}} failed {{times}} times in a row, so the bot stopped running it. Look at it with `npm run jobs -- list`. You get this notice at most once an hour.',
  'notice.clock-jumped':
    'The clock of the bot’s computer or database jumped by {{hours}} hours. Running jobs continue. Nothing is deleted or written off for its age until the clock is right again, or you restart the bot.',
  'notice.clock-ahead':
    'The bot last ran {{hours}} hours ago, by the computer’s clock. If that’s wrong, correct the clock: nothing is deleted or written off for its age in the next {{grace}} hours.',
  'notice.clock-back':
    'The clock was set back by {{hours}} hours since the bot last ran. Waiting jobs are checked now.',
  'notice.month-low':
    'The monthly limit is almost used up: {{used}} of {{limit}}. It resets on {{resetsAt}}. `/wallet limits` shows who can raise it.',
  'notice.audiopod-down':
    'AudioPod isn’t responding. New jobs wait, and nothing that was paid for is lost. You get another notice when AudioPod responds again.',
  'notice.platform-down':
    '{{platform}} isn’t accepting messages. Results wait until it does. You get another notice then.',
  'notice.outage-over': '{{platform}} responds again. Waiting jobs continue, a few at first.',
  'notice.drift':
    'Costs don’t match AudioPod’s usage history for {{day}} (UTC). AudioPod charged {{there}}; the bot recorded {{here}} for {{jobs}} jobs. Check for jobs made elsewhere with the same key, and for price changes.',
  'money.scope.operator-month': 'the bot’s monthly spending cap',
  'money.scope.operator-day': 'the bot’s daily spending cap',
  'money.scope.tenant-month': 'the monthly limit',
  'money.scope.tenant-day': 'the daily limit',
  'money.scope.member-day': 'your daily limit',
} as const;
