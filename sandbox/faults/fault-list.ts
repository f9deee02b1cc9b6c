import {
  type FaultKind,
  type FaultOf,
  type FaultRule,
  type FaultRuleInput,
  faultRuleSchema,
} from './fault.ts';

/** Where a fault may apply: an operation and the path it was called by. */
export interface Target {
  readonly operation: string;
  readonly path: string;
}

/** The active faults, oldest first. The oldest match is used up first. */
export class FaultList {
  #rules: FaultRule[] = [];
  #nextId = 1;

  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  /** @throws {ZodError} when the rule is invalid. */
  add(input: FaultRuleInput): FaultRule {
    const rule = { ...faultRuleSchema.parse(input), id: this.#nextId++ };
    this.#rules.push(rule);
    return rule;
  }

  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  /** Uses up one occurrence of the first fault of this kind that `accepts` allows. */
  take<K extends FaultKind>(
    kind: K,
    target: Target,
    accepts: (fault: FaultOf<K>) => boolean = () => true,
  ): FaultOf<K> | undefined {
    for (const rule of this.#rules) {
      const { fault } = rule;
      if (!isKind(fault, kind) || !strikes(rule.on, target) || !accepts(fault)) continue;
      this.#useUp(rule);
      return fault;
    }
    return undefined;
  }

  #useUp(rule: FaultRule): void {
    if (rule.times === 'lasting') return;
    if (rule.times === 1) this.remove(rule.id);
    else rule.times -= 1;
  }
}

function isKind<K extends FaultKind>(fault: { kind: FaultKind }, kind: K): fault is FaultOf<K> {
  return fault.kind === kind;
}

function strikes(on: string, { operation, path }: Target): boolean {
  if (on === '*') return true;
  if (on.startsWith('/')) return path === on || path.startsWith(`${on.replace(/\/$/, '')}/`);
  return operation === on || operation.startsWith(`${on}.`);
}
