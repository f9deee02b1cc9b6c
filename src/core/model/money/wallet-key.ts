/** An AudioPod key that a tenant connected, as it is stored. */
export interface WalletKey {
  readonly id: string;
  readonly tenant: string;
  /** The key itself, encrypted; see key-safe.ts. */
  readonly sealed: string;
  readonly lastFour: string;
  readonly createdAtMs: number;
}
