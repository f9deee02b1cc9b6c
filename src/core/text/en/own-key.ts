/**
 * What is said about AudioPod keys that tenants connect. `own-key.<code>` stands in the place of `error.<code>` where
 * such a key was refused, because somebody else can mend it then.
 */
export const ownKeyWords = {
  'own-key.audiopod-unauthorized.what': 'AudioPod does not accept the key that is connected here.',
  'own-key.audiopod-unauthorized.next':
    'An admin here can connect another one with `/wallet connect`, or let whoever runs the bot pay again with `/wallet disconnect`.',
  'own-key.refused-meanwhile':
    'AudioPod refuses the key that this began with, so it cannot be seen how it is doing. It is not given up: the bot asks again. An admin here can put that key right at AudioPod, or connect another one of the same account with `/wallet connect`.',
  'own-key.audiopod-balance.what':
    'The AudioPod wallet of the key that is connected here is too empty for this job.',
  'own-key.audiopod-balance.next': 'An admin here can top it up; `/wallet balance` gives them the link.',
  'own-key.audiopod-forbidden.what':
    'AudioPod does not allow this: the plan or the key that is connected here lacks it.',
  'own-key.audiopod-forbidden.next': 'Try a simpler mode, or ask an admin here.',
  'own-key.connected': 'The AudioPod key that ends in {{lastFour}} is connected.',
  'own-key.paying':
    'New jobs here are paid from its wallet, which holds {{amount}}; the limits set here still apply.',
  'own-key.replaced': 'It takes the place of the one that ends in {{lastFour}}.',
  'own-key.disconnected': 'The AudioPod key that ends in {{lastFour}} is disconnected.',
  'own-key.operator-pays': 'New jobs here use the wallet of whoever runs the bot.',
  'own-key.erased': 'The old key is erased.',
  'own-key.kept_one':
    'The old key is kept for the one job that began with it, and erased as soon as that is over.',
  'own-key.kept_other':
    'The old key is kept for the {{count}} jobs that began with it, and erased as soon as the last of them is over.',
  'own-key.balance':
    'Jobs here are paid with the key that ends in {{lastFour}}; its wallet holds {{amount}}.',
  'own-key.insufficient': 'The AudioPod wallet of the key that is connected here does not hold that much.',
  'own-key.top-up': 'It can be topped up at `{{url}}`.',
  'own-key.top-up-there': 'It can be topped up in its AudioPod account.',
  'own-key.voice-forgotten':
    'The voice “{{name}}” is forgotten here. It stays in the AudioPod account it was made in, whose key is no longer connected.',
  'own-key.job-forgotten':
    'Job {{job}} is deleted here. AudioPod’s part stays in the account it was made in, whose key is no longer connected. What it cost stays in the account book.',
} as const;

/** What can go wrong with such keys, as in errors.ts. */
export const ownKeyErrorWords = {
  'error.own-key-lost.what': 'The AudioPod key that is connected here can no longer be read.',
  'error.own-key-lost.next':
    'An admin here has to connect it again with `/wallet connect`, or disconnect it.',
  'error.own-key-gone.what': 'That was made with an AudioPod key that is no longer connected here.',
  'error.own-key-gone.next':
    'Its results can still be had in the AudioPod account of that key, and here as soon as an admin connects a key of that account again.',
  'error.own-key-none.what': 'No AudioPod key is connected here.',
  'error.own-key-none.next': '`/wallet connect` connects one.',
  'error.own-key-unfit.what': 'That is no AudioPod key: they begin with ap_.',
  'error.own-key-unfit.next':
    'Nothing was kept. Copy the key from your AudioPod account and open the form again.',
  'error.own-key-refused.what': 'AudioPod does not accept that key.',
  'error.own-key-refused.next':
    'Nothing was kept. Check it in your AudioPod account and open the form again.',
  'error.own-key-unchecked.what': 'AudioPod does not say at the moment whether that key is good.',
  'error.own-key-unchecked.next': 'Nothing was kept. Try again in a few minutes.',
  'error.own-key-operators.what': 'That is the key of whoever runs this bot.',
  'error.own-key-operators.next': 'Nothing was kept. Connect one of your own.',
  'error.secret-in-the-open.what':
    'A key must not be written into a message or a command, where others may see it.',
  'error.secret-in-the-open.next':
    'It was neither used nor kept. Replace it at AudioPod, then send the command without it and fill in the form.',
  'error.form-needed.what': 'What this needs is asked for in a form, where nobody else sees it.',
  'error.form-needed.next': 'Send it as a slash command with nothing behind it; that opens the form.',
  'error.voice-other-key.what':
    'The voice “{{name}}” was made with another AudioPod key than the one that pays here now.',
  'error.voice-other-key.next': 'Choose another voice, or make it anew.',
} as const;
