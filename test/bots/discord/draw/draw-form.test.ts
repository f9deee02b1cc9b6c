import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawForm } from '../../../../src/bots/discord/draw/draw-form.ts';
import { MAX_FIELDS } from '../../../../src/bots/discord/payload/first-response.ts';
import { COMMANDS } from '../../../../src/commands/catalog.ts';
import { type ActionDescription, describe } from '../../../../src/commands/framework/describe.ts';
import { LOCALES } from '../../../../src/core/model/locale.ts';
import { loadContract } from '../../../fakes/discord/openapi.ts';
import { formIn } from '../fixtures/form.ts';

const CALLBACK = {
  method: 'POST',
  template: '/interactions/{interaction_id}/{interaction_token}/callback',
};

/** Every option a form may ask for, as many at a time as fit: any of them can be refused and asked for again. */
function formsOf({ options, secrets = [] }: ActionDescription) {
  const fields = [
    ...options,
    ...secrets.map((one) => ({ ...one, kind: 'secret' as const, required: true as const })),
  ];
  return Array.from({ length: Math.ceil(fields.length / MAX_FIELDS) }, (_, page) =>
    fields.slice(page * MAX_FIELDS, (page + 1) * MAX_FIELDS),
  );
}

test('every form that there may be is one Discord takes, with labels for people in each language', () => {
  const contract = loadContract();
  const mayAsk = (action: ActionDescription, line: string): boolean =>
    action.startsJob || action.secrets !== undefined || line === 'wallet set-limit';
  for (const locale of LOCALES) {
    for (const { name: command, action, subcommands = [] } of describe(COMMANDS, locale)) {
      const actions = action === undefined ? subcommands : [{ ...action, name: undefined }];
      for (const { name: subcommand, ...described } of actions) {
        const line = [command, subcommand].filter(Boolean).join(' ');
        if (!mayAsk(described, line)) continue;
        for (const fields of formsOf(described)) {
          const subject = { command, ...(subcommand !== undefined && { subcommand }) };
          const data = drawForm('words|key|public', subject, fields, locale);
          assert.deepEqual(contract.requestErrors(CALLBACK, 'application/json', { type: 9, data }), [], line);
          for (const { label } of formIn(data).fields) assert.doesNotMatch(label, /discord\.|_/);
        }
      }
    }
  }
});
