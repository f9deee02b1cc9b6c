/**
 * What is said about AudioPod keys that tenants connect. `own-key.<code>` replaces `error.<code>` where such a key was
 * refused, because an admin can then fix it, and the bot owner cannot.
 */
export const ownKeyWords = {
  'own-key.audiopod-unauthorized.what': 'AudioPod rejected the connected API key.',
  'own-key.audiopod-unauthorized.next':
    'An admin can connect another one with `/wallet connect`, or use `/wallet disconnect`.',
  'own-key.refused-meanwhile':
    'AudioPod rejected the key this job started with, so its progress is unknown. The bot keeps checking. An admin can fix that key at AudioPod, or connect another key of the same account with `/wallet connect`.',
  'own-key.audiopod-balance.what': 'The connected key’s AudioPod balance is too low for this job.',
  'own-key.audiopod-balance.next': 'An admin can top up; `/wallet balance` shows the link.',
  'own-key.audiopod-forbidden.what': 'The connected AudioPod key or its plan doesn’t allow this.',
  'own-key.audiopod-forbidden.next': 'Try a simpler mode, or ask an admin.',
  'own-key.connected': 'Connected the AudioPod key ending in {{lastFour}}.',
  'own-key.paying': 'New jobs use its wallet; the balance is {{amount}}. Your limits still apply.',
  'own-key.replaced': 'The key ending in {{lastFour}} is no longer used.',
  'own-key.disconnected': 'Disconnected the AudioPod key ending in {{lastFour}}.',
  'own-key.operator-pays': 'New jobs use the bot owner’s wallet.',
  'own-key.erased': 'The old key was deleted.',
  'own-key.kept_one': 'The old key will be deleted when the job started with it ends.',
  'own-key.kept_other': 'The old key will be deleted when the {{count}} jobs started with it end.',
  'own-key.balance': 'Jobs use the key ending in {{lastFour}}; its balance is {{amount}}.',
  'own-key.insufficient': 'The connected key’s AudioPod balance is too low.',
  'own-key.top-up': 'Top up at `{{url}}`.',
  'own-key.top-up-there': 'Top up in that AudioPod account.',
  'own-key.voice-forgotten':
    'Removed the voice “{{name}}” from the bot. It stays in an AudioPod account that’s no longer connected.',
  'own-key.job-forgotten':
    'Job {{job}} was deleted from the bot. A copy stays in an AudioPod account that’s no longer connected. Its cost stays in the spending history.',
} as const;

/** What can go wrong with such keys, as in errors.ts. */
export const ownKeyErrorWords = {
  'error.own-key-lost.what': 'The bot can no longer read the connected AudioPod key.',
  'error.own-key-lost.next': 'An admin needs to reconnect it with `/wallet connect`, or disconnect it.',
  'error.own-key-gone.what': 'This was made with an AudioPod key that’s no longer connected.',
  'error.own-key-gone.next':
    'Its results are still in that AudioPod account. An admin can connect a key of that account again.',
  'error.own-key-none.what': 'No AudioPod key is connected.',
  'error.own-key-none.next': 'Connect one with `/wallet connect`.',
  'error.own-key-unfit.what': 'This isn’t an AudioPod key; those start with ap_.',
  'error.own-key-unfit.next':
    'Nothing was saved. Copy the key from your AudioPod account and open the form again.',
  'error.own-key-refused.what': 'AudioPod rejected this key.',
  'error.own-key-refused.next':
    'Nothing was saved. Check the key in your AudioPod account and open the form again.',
  'error.own-key-unchecked.what': 'AudioPod can’t check that key right now.',
  'error.own-key-unchecked.next': 'Nothing was saved. Try again in a few minutes.',
  'error.own-key-operators.what': 'This is the bot owner’s key.',
  'error.own-key-operators.next': 'Nothing was saved. Connect your own key.',
  'error.secret-in-the-open.what': 'Don’t put a key in a message or command, where others may see it.',
  'error.secret-in-the-open.next':
    'The key wasn’t used or saved. Replace it at AudioPod, then send the command alone and use the form.',
  'error.form-needed.what': 'This command needs a form that only you can see.',
  'error.form-needed.next': 'Send the slash command alone to open it.',
  'error.voice-other-key.what': 'The voice “{{name}}” belongs to a different AudioPod key.',
  'error.voice-other-key.next': 'Choose another voice, or clone it again.',
} as const;
