import type { MicroDollars } from './money.ts';

/** A limit as an admin sets it: an amount, the operator's default, or none of its own. */
export type LimitSetting = MicroDollars | 'default' | 'none';

/** What applies where nobody decided otherwise: the environment's figures. `null` is no limit. */
export interface MoneyLimits {
  /** The spending cap over everything on the operator's key. */
  readonly operatorMonthly: MicroDollars;
  readonly operatorDaily: MicroDollars | null;
  /** The budget of each tenant on the operator's wallet. */
  readonly tenantMonthly: MicroDollars;
  readonly tenantDaily: MicroDollars | null;
  readonly memberDaily: MicroDollars;
  readonly perJob: MicroDollars;
  /** The monthly budget of a person who is a tenant on their own; zero for none. */
  readonly personalMonthly: MicroDollars;
}

/** An amount, or none. */
export type OptionalLimit = MicroDollars | 'none';

/** Somebody a command is open to. Ids are the platform's own, as in `origin.member` for people. */
export interface Allowed {
  readonly kind: 'role' | 'member';
  readonly id: string;
}

/** Which zone counts the periods, and which one follows from a moment on. */
export interface ZoneSchedule {
  /** IANA name such as `Asia/Shanghai`. */
  readonly zone: string;
  readonly next?: { readonly zone: string; readonly fromMs: number };
}

/** A channel, for what the bot says of its own accord. */
export interface Place {
  readonly platform: string;
  readonly channel: string;
}

/** The AudioPod key that a tenant pays with instead of the operator's. */
export interface ConnectedKey {
  readonly id: string;
  /** All of it that is ever shown. */
  readonly lastFour: string;
  readonly sinceMs: number;
}

/** What owners and a tenant's admins decided for one tenant. */
export interface TenantRules {
  /** What owners let it spend on the operator's wallet. */
  readonly allowance: { readonly monthly: MicroDollars | 'default'; readonly daily: LimitSetting };
  /** What its admins let it spend. The smaller of limit and allowance holds. */
  readonly limits: {
    readonly monthly: OptionalLimit;
    readonly daily: OptionalLimit;
    readonly memberDaily: LimitSetting;
    readonly perJob: LimitSetting;
  };
  /** The price above which the person who asks must confirm. */
  readonly confirmAbove: OptionalLimit;
  /** Who may use a command, by its name, besides admins and owners. A command that is not named is open to all. */
  readonly allowed: Readonly<Record<string, readonly Allowed[]>>;
  /** Months and days may follow different zones for a while after a change. */
  readonly zones: { readonly month: ZoneSchedule; readonly day: ZoneSchedule };
  readonly key?: ConnectedKey;
  /** Where to say that most of a month is spent. */
  readonly warnAt?: Place;
}

/** What owners decided for everybody. */
export interface OperatorRules {
  /** `default`: as the environment says. */
  readonly ceiling: { readonly monthly: LimitSetting; readonly daily: LimitSetting };
  /** No new spending, anywhere. */
  readonly paused: boolean;
}

/** Where no zone was chosen, and for everything that belongs to the operator. */
export const UTC: ZoneSchedule = { zone: 'UTC' };

/** The rules of a tenant nobody has set any for. */
export const FIRST_TENANT_RULES: TenantRules = {
  allowance: { monthly: 'default', daily: 'default' },
  limits: { monthly: 'none', daily: 'none', memberDaily: 'default', perJob: 'default' },
  confirmAbove: 'none',
  allowed: {},
  zones: { month: UTC, day: UTC },
};

/** The operator's rules before anything was set. */
export const FIRST_OPERATOR_RULES: OperatorRules = {
  ceiling: { monthly: 'default', daily: 'default' },
  paused: false,
};

/** One change of the rules, for whoever wants to know who did it. */
export interface RuleChange {
  readonly atMs: number;
  /** Who did it, prefixed with the platform. */
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

/** Rules right before a change, and as it left them. */
export interface Changed<Rules> {
  readonly before: Rules;
  readonly after: Rules;
}

/**
 * The rules on record. Inside a transaction they are read as they are then, so what is admitted was admitted under
 * rules that held at that moment.
 */
export interface RuleStore {
  tenant(tenant: string): Promise<TenantRules>;
  operator(): Promise<OperatorRules>;
  /** What a tenant spends under, in one reading. */
  both(tenant: string): Promise<{ readonly tenant: TenantRules; readonly operator: OperatorRules }>;
  /**
   * Applies a change to the newest rules of a tenant and writes down what it changed, all or nothing. Two changes at
   * once are applied one after the other.
   */
  changeTenant(
    tenant: string,
    by: RuleChanger,
    change: (rules: TenantRules) => TenantRules,
  ): Promise<Changed<TenantRules>>;
  /** The same for the operator's rules. */
  changeOperator(
    by: RuleChanger,
    change: (rules: OperatorRules) => OperatorRules,
  ): Promise<Changed<OperatorRules>>;
  /** Writes down a decision that is no rule, so that it is found among the changes. */
  note(
    subject: string,
    by: RuleChanger,
    change: Pick<RuleChange, 'what' | 'before' | 'after'>,
  ): Promise<void>;
  /** The latest changes of a tenant's rules, newest first. For the operator's own, the subject is `operator`. */
  changes(subject: string, limit: number): Promise<readonly RuleChange[]>;
  /** Every tenant that has rules of its own. */
  tenants(): Promise<readonly string[]>;
}
