/**
 * What bot owners do to any member's job: work on a parked one again, end a parked one, waive an unconfirmed charge,
 * cancel one that AudioPod hasn't finished.
 */
export const OWNER_VERBS = ['replay', 'drop', 'waive', 'cancel'] as const;
export type OwnerVerb = (typeof OWNER_VERBS)[number];
