import fc from 'fast-check';
import { SCOPES } from '../../../../src/core/model/money/counter.ts';

const DAY_MS = 86_400_000;
const TENANTS = 3;

/** One thing someone does. `which` picks among the reservations made so far, -1 the last one. */
export type Act =
  | {
      readonly do: 'spend';
      readonly tenant: number;
      readonly member: number;
      readonly own: boolean;
      readonly amount: number;
      /** Asks for all that the limits leave and so much more, instead of for an amount. */
      readonly beyondLeft: number | null;
      readonly unknown: boolean;
      readonly crashes: boolean;
    }
  | { readonly do: 'settle'; readonly which: number; readonly cost: number }
  | { readonly do: 'release' | 'doubt'; readonly which: number };
/** Someone who asks for a job. */
export type Spend = Extract<Act, { readonly do: 'spend' }>;

/** What happens next. */
export type Step =
  /** Done at the same time, by two processes where there are two. */
  | { readonly step: 'at-once'; readonly acts: readonly Act[] }
  | {
      readonly step: 'limit' | 'allowance';
      readonly tenant: number;
      readonly which: number;
      readonly to: number;
    }
  | { readonly step: 'ceiling'; readonly daily: boolean; readonly to: number }
  | { readonly step: 'pause' }
  | { readonly step: 'zone'; readonly tenant: number; readonly zone: string }
  | { readonly step: 'clock'; readonly byMs: number }
  /** Replaces what ended so long ago by sums. */
  | { readonly step: 'archive'; readonly ageMs: number };

const nat = (max: number) => fc.nat(max);
const spend: fc.Arbitrary<Spend> = fc.record({
  do: fc.constant('spend'),
  tenant: nat(TENANTS - 1),
  member: nat(1),
  own: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  amount: nat(95),
  beyondLeft: fc.oneof(
    { weight: 4, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: -1, max: 1 }) },
  ),
  unknown: fc.boolean(),
  crashes: fc.oneof(
    { weight: 6, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: spend },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle'), which: nat(30), cost: nat(130) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('release', 'doubt'), which: nat(30) }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      step: fc.constant('at-once'),
      acts: fc.array(act, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('at-once'), acts: fc.tuple(spend) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constantFrom('limit', 'allowance'),
      tenant: nat(TENANTS - 1),
      which: nat(3),
      // Above 250: none.
      to: nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('ceiling'), daily: fc.boolean(), to: nat(400) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('pause') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('zone'),
      tenant: nat(TENANTS - 1),
      zone: fc.constantFrom('UTC', 'Pacific/Kiritimati', 'Etc/GMT+12', 'Europe/Berlin'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('archive'),
      ageMs: fc.constantFrom(-DAY_MS, 0, DAY_MS, 40 * DAY_MS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('clock'),
      byMs: fc.oneof(
        fc.integer({ min: -2 * DAY_MS, max: 3 * DAY_MS }),
        fc.constantFrom(DAY_MS, 31 * DAY_MS, 70 * DAY_MS),
      ),
    }),
  },
);

/**
 * One limit that becomes the tightest, a job that costs more than it leaves, and then, in the next period, one job to
 * begin with and two that ask for what is left beside the debt: for too much first.
 */
const debt: fc.Arbitrary<readonly Step[]> = fc
  .record({
    scope: fc.constantFrom(...SCOPES),
    tenant: nat(TENANTS - 1),
    member: nat(1),
    to: fc.integer({ min: 40, max: 80 }),
    over: fc.integer({ min: 1, max: 35 }),
  })
  .map(({ scope, tenant, member, to, over }) => {
    const asks = (amount: number, beyondLeft: number | null): Step => ({
      step: 'at-once',
      acts: [{ do: 'spend', tenant, member, own: false, amount, beyondLeft, unknown: false, crashes: false }],
    });
    const isMonth = scope.endsWith('month');
    return [
      scope.startsWith('operator')
        ? { step: 'ceiling', daily: !isMonth, to }
        : { step: 'limit', tenant, which: ['tenant-month', 'tenant-day', 'member-day'].indexOf(scope), to },
      asks(1, null),
      { step: 'at-once', acts: [{ do: 'settle', which: -1, cost: to + over }] },
      { step: 'clock', byMs: isMonth ? 31 * DAY_MS : DAY_MS },
      asks(1, null),
      asks(0, 1),
      asks(0, 0),
    ];
  });

/** Anything that can happen. Shrinks to fewer and smaller things. */
export const story: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.oneof({ weight: 7, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: debt }), {
    minLength: 4,
    maxLength: 16,
  })
  .map((parts) => parts.flat());
