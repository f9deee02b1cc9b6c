/** What admins read when they export or erase what is kept of their tenant. */
export const tenantWords = {
  'command.wallet.export': 'Admins: get what the bot has stored here as a file',
  'command.wallet.erase': 'Admins: erase what the bot has stored here',
  'tenant.exported':
    'Limits, default voices, clones, spending and jobs, as stored now. Texts, files and keys aren’t included.',
  'tenant.export-title': 'Stored data',
  'tenant.erase':
    'This deletes all finished jobs and their results, limits and who can use commands, the connected AudioPod key, everyone’s defaults, and clones. It can’t be undone; `/wallet export` saves a copy first. Running jobs continue. Spending still counts toward limits.',
  'tenant.erased_one': 'Erased 1 job, all settings, and everyone’s defaults.',
  'tenant.erased_other': 'Erased {{count}} jobs, all settings, and everyone’s defaults.',
  'tenant.erased-voices_one': '1 clone was deleted.',
  'tenant.erased-voices_other': '{{count}} clones were deleted.',
  'tenant.voices-elsewhere':
    'Clones made with your own AudioPod key stay in that AudioPod account; delete them there.',
  'tenant.erase-running_one':
    '1 job is still running. Wait for it or cancel it, then run `/wallet erase` again.',
  'tenant.erase-running_other':
    '{{count}} jobs are still running. Wait for them or cancel them, then run `/wallet erase` again.',
  'tenant.erase-left_one': '1 job couldn’t be deleted yet. Run `/wallet erase` again.',
  'tenant.erase-left_other': '{{count}} jobs couldn’t be deleted yet. Run `/wallet erase` again.',
  'tenant.erase-kept':
    'Sums of spending stay, without names once they no longer count toward limits. The budget from the bot owner stays. AudioPod can’t delete speech.',
} as const;
