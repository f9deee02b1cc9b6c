import type { MicroDollars } from './money.ts';

/** A limit as an admin sets it: an amount, the operator's default, or none of its own. */
export type LimitSetting = MicroDollars | 'default' | 'none';

/** The default limits, from the environment. `null` is no limit. */
export interface MoneyLimits {
  /** The spending cap for everything on the operator's key. */
  readonly operatorMonthly: MicroDollars;
  readonly operatorDaily: MicroDollars | null;
  /** The budget of each tenant on the operator's wallet. */
  readonly tenantMonthly: MicroDollars;
  readonly tenantDaily: MicroDollars | null;
  readonly memberDaily: MicroDollars;
  readonly perJob: MicroDollars;
  /** What a link reserves: the length of the audio behind it is unknown. */
  readonly perLink: MicroDollars;
  /** Whether links are allowed anywhere. */
  readonly links: boolean;
  /** The monthly budget of a person who is their own tenant; zero for none. */
  readonly personalMonthly: MicroDollars;
}

/** An amount, or none. */
export type OptionalLimit = MicroDollars | 'none';

/**
 * A role or member allowed to use a command. Ids are the platform's own; for people as in `origin.member`.
 */
export interface Allowed {
  readonly kind: 'role' | 'member';
  readonly id: string;
}

/** The zone periods are counted in, and the one that replaces it from a given moment. */
export interface ZoneSchedule {
  /** IANA name such as `Asia/Shanghai`. */
  readonly zone: string;
  readonly next?: { readonly zone: string; readonly fromMs: number };
}

/** A channel for messages the bot sends unprompted. */
export interface NoticeChannel {
  readonly platform: string;
  readonly channel: string;
}

/** The AudioPod key that a tenant pays with instead of the operator's. */
export interface ConnectedKey {
  readonly id: string;
  /** The only part of the key that is ever shown. */
  readonly lastFour: string;
  readonly sinceMs: number;
}

/** The rules that owners and a tenant's admins set for one tenant. */
export interface TenantRules {
  /** The budget owners grant it on the operator's wallet. */
  readonly allowance: { readonly monthly: MicroDollars | 'default'; readonly daily: LimitSetting };
  /** The limits its admins set. The smaller of limit and budget applies. */
  readonly limits: {
    readonly monthly: OptionalLimit;
    readonly daily: OptionalLimit;
    readonly memberDaily: LimitSetting;
    readonly perJob: LimitSetting;
    readonly perLink: LimitSetting;
  };
  /** Whether its admins allow links. */
  readonly links: boolean;
  /** The price above which the requester must confirm. */
  readonly confirmAbove: OptionalLimit;
  /** Who may use a command, by its name, besides admins and owners. Commands not listed are open to all. */
  readonly allowed: Readonly<Record<string, readonly Allowed[]>>;
  /** Months and days may follow different zones for a while after a change. */
  readonly zones: { readonly month: ZoneSchedule; readonly day: ZoneSchedule };
  readonly key?: ConnectedKey;
  /** Where to warn that most of the monthly limit is spent. */
  readonly warnAt?: NoticeChannel;
}

/** The rules owners set for all tenants. */
export interface OperatorRules {
  /** `default`: the environment's value. */
  readonly ceiling: { readonly monthly: LimitSetting; readonly daily: LimitSetting };
  /** Whether new spending is stopped everywhere. */
  readonly paused: boolean;
}

/** The zone when none was chosen, and for everything that belongs to the operator. */
export const UTC: ZoneSchedule = { zone: 'UTC' };

/** The rules of a tenant before any are set. */
export const FIRST_TENANT_RULES: TenantRules = {
  allowance: { monthly: 'default', daily: 'default' },
  limits: { monthly: 'none', daily: 'none', memberDaily: 'default', perJob: 'default', perLink: 'default' },
  links: true,
  confirmAbove: 'none',
  allowed: {},
  zones: { month: UTC, day: UTC },
};

/** The operator's rules before any are set. */
export const FIRST_OPERATOR_RULES: OperatorRules = {
  ceiling: { monthly: 'default', daily: 'default' },
  paused: false,
};

/** One change of the rules, kept to show who made it. */
export interface RuleChange {
  readonly atMs: number;
  /** Who made the change, prefixed with the platform. */
  readonly member: string;
  /** Which rule, such as `limits.monthly`. */
  readonly what: string;
  /** Its value before and after, as JSON. Never a key. */
  readonly before: string;
  readonly after: string;
}

/** Who changes rules, and when. */
export interface RuleChanger {
  readonly member: string;
  readonly nowMs: number;
}

/** Rules right before and right after a change. */
export interface Changed<Rules> {
  readonly before: Rules;
  readonly after: Rules;
}

/**
 * The stored rules. A transaction reads them as they are at that moment, so a job is accepted under the rules
 * then in effect.
 */
export interface RuleStore {
  tenant(tenant: string): Promise<TenantRules>;
  operator(): Promise<OperatorRules>;
  /** Reads all rules a tenant spends under in one query. */
  both(tenant: string): Promise<{ readonly tenant: TenantRules; readonly operator: OperatorRules }>;
  /**
   * Applies a change to a tenant's newest rules and records what it changed, all or nothing. Concurrent
   * changes are applied one after the other.
   */
  changeTenant(
    tenant: string,
    by: RuleChanger,
    change: (rules: TenantRules) => TenantRules,
  ): Promise<Changed<TenantRules>>;
  /**
   * Replaces a tenant's rules by what remains of them once they are forgotten, and deletes who changed them. Repeating it
   * changes nothing.
   *
   * @returns the rules before.
   */
  forgetTenant(tenant: string, remaining: (rules: TenantRules) => TenantRules): Promise<TenantRules>;
  /** As {@link changeTenant}, for the operator's rules. */
  changeOperator(
    by: RuleChanger,
    change: (rules: OperatorRules) => OperatorRules,
  ): Promise<Changed<OperatorRules>>;
  /** Records a decision that is not a rule, so that it appears among the changes. */
  note(
    subject: string,
    by: RuleChanger,
    change: Pick<RuleChange, 'what' | 'before' | 'after'>,
  ): Promise<void>;
  /**
   * Lists the latest changes of a tenant's rules, newest first. The operator's own have the subject
   * `operator`.
   */
  changes(subject: string, limit: number): Promise<readonly RuleChange[]>;
  /** Lists every tenant with rules of its own. */
  tenants(): Promise<readonly string[]>;
}
