import type { TenantRules } from '../../core/model/money/spending-rules.ts';
import { action } from '../framework/action.ts';
import { choice } from '../framework/option.ts';
import { inform } from '../framework/reply.ts';
import { changer } from './rule-change.ts';

/** The subcommand that sets where to warn that most of a month's limit is used, if anywhere. */
export const warn = action({
  options: { where: choice(['here', 'off'], { required: true }) },
  bare: ['where'],
  onlyFor: 'admins',
  run: async ({ where }, call) => {
    const { tenant, platform, channel } = call.origin;
    const change = ({ warnAt: _before, ...rules }: TenantRules): TenantRules =>
      where === 'off' ? rules : { ...rules, warnAt: { platform, channel } };
    await call.services.rules.changeTenant(tenant, changer(call), change);
    return inform(call.say(`wallet.warning.${where}`));
  },
});
