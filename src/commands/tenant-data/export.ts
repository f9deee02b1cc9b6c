import { action } from '../framework/action.ts';
import { fileOf, inform } from '../framework/reply.ts';

/** The subcommand that gives admins what is kept of their tenant, as a file that only they see. */
export const exportData = action({
  options: {},
  onlyFor: 'admins',
  run: async (_values, { services, origin, nowMs, say }) => {
    const { extension, ...file } = await services.exportTenant(origin.tenant, nowMs);
    const fileName = `audiopod-bot-${new Date(nowMs).toISOString().slice(0, 10)}.${extension}`;
    return inform(say('tenant.exported'), {
      files: [fileOf({ ...file, fileName, title: say('tenant.export-title') })],
    });
  },
});
