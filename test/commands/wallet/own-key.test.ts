import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { COMMANDS } from '../../../src/commands/catalog.ts';
import type { CallerPermissions } from '../../../src/commands/framework/caller-permissions.ts';
import { describe as describeCommands } from '../../../src/commands/framework/describe.ts';
import type { Origin } from '../../../src/core/model/job/origin.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { ORIGIN } from '../../fakes/world.ts';
import { ADMIN, type DeskSetting, openDesk, signal } from '../desk-setting.ts';

const KEY = 'ap_own_5ecre7_key';
const SHOWN = /5ecre7/;

describe('the key of a tenant’s own', () => {
  let desk: DeskSetting;
  before(async () => {
    desk = await openDesk();
    desk.sandbox.control.accounts.open(KEY, 42);
  });
  after(() => desk[Symbol.asyncDispose]());

  /** Fills in the form, as a platform hands it over. */
  async function connect(
    origin: Origin = ADMIN,
    permissions: CallerPermissions = { isAdmin: true },
    key = KEY,
  ): Promise<string> {
    const answer = await desk.desk.run(
      {
        command: 'wallet',
        subcommand: 'connect',
        options: {},
        secrets: { key: new Secret(key) },
        origin,
        findPermissions: async () => permissions,
      },
      signal,
    );
    return answer.kind === 'reply' ? answer.reply.text : assert.fail('A job began');
  }

  const WRITTEN: readonly string[] = [
    `/wallet connect ${KEY}`,
    `/wallet connect key:${KEY}`,
    `/wallet connect key: ${KEY} and more`,
    `/wallet connect key:"${KEY}" again`,
    `/wallet connect my key is ${KEY}`,
    `/wallet connect token=${KEY}`,
    `/wallet connect -- ${KEY}`,
    `/wallet connect ${KEY} ${KEY}`,
  ];
  for (const line of WRITTEN) {
    it(`is refused when it is written down, and not repeated: ${line.replaceAll(KEY, '…')}`, async () => {
      const text = await desk.refusal(line, ADMIN);
      assert.match(text, /Don’t put a key in a message/);
      assert.doesNotMatch(text, SHOWN);
      assert.deepEqual(await desk.store.keys.all(), []);
    });
  }

  it('is not repeated when it is written anywhere else either', async () => {
    for (const line of [
      `/${KEY}`,
      KEY,
      `/wallet ${KEY}`,
      `/jobs show ${KEY}`,
      `/stems mode:${KEY}`,
      `/help ${KEY}`,
    ]) {
      assert.doesNotMatch((await desk.reply(line, ADMIN)).text, SHOWN, line);
    }
  });

  it('is asked for in a form, so no menu, help page or completion has a place to type it', async () => {
    assert.match(await desk.refusal('/wallet connect', ADMIN), /needs a form/);
    const described = describeCommands(COMMANDS, 'en').find(({ name }) => name === 'wallet');
    const subcommand = described?.subcommands?.find(({ name }) => name === 'connect');
    assert.deepEqual(subcommand?.options, []);
    assert.deepEqual(
      subcommand?.secrets?.map(({ name }) => name),
      ['key'],
    );
    assert.doesNotMatch(JSON.stringify((await desk.reply('/help wallet', ADMIN)).table), /connect key/);
  });

  it('is connected, replaced and disconnected by admins alone', async () => {
    assert.match(await connect(ORIGIN, { isAdmin: false }), /Only admins/i);
    assert.deepEqual(await desk.store.keys.all(), []);
    assert.match(await connect(), /key ending in _key\. .*the balance is \$0\.42/);
    assert.match(await connect(), /The key ending in _key is no longer used\. The old key was deleted/);
    assert.match(await desk.refusal('/wallet disconnect'), /Only admins/i);
    const [{ id } = assert.fail()] = await desk.store.keys.all();
    await desk.record({ keyId: id, work: { stage: 'watching' } });
    const said = (await desk.reply('/wallet disconnect', ADMIN)).text;
    assert.match(said, /Disconnected .* ending in _key\. The old key will be deleted when the job /);
    assert.match(await desk.refusal('/wallet disconnect', ADMIN), /No AudioPod key is connected/);
    assert.match(await connect(ADMIN, { isAdmin: true }, 'nonsense'), /isn’t an AudioPod key/);
  });

  it('shows its balance and where to top it up to admins, and its last four characters to anybody', async () => {
    await connect();
    const asAdmin = (await desk.reply('/wallet balance', ADMIN)).text;
    assert.match(asAdmin, /use the key ending in _key; its balance is \$0\.42\. Top up at `http/);
    const asMember = (await desk.reply('/wallet balance')).text;
    assert.doesNotMatch(asMember, /balance is|http/);
    assert.match((await desk.reply('/wallet limits')).text, /_key/);
    const dear = '/wallet estimate service:music seconds:3600';
    assert.match((await desk.reply(dear)).text, /connected key’s AudioPod balance is too low/);
    const elsewhere = { ...ADMIN, tenant: 'fake:elsewhere' };
    assert.doesNotMatch((await desk.reply('/wallet balance', elsewhere)).text, /_key/);
    assert.doesNotMatch((await desk.reply(dear, elsewhere)).text, /too low/);
    assert.match(await desk.refusal('/wallet disconnect', elsewhere), /No AudioPod key is connected/);
  });

  it('finds voices in the account of the key that pays, and names those that another key made', async () => {
    const made = { member: ADMIN.member, tenant: ADMIN.tenant, consent: { member: ADMIN.member, atMs: 1 } };
    await desk.store.clones.finish({
      ...made,
      jobId: 'here',
      voiceId: '901',
      name: 'Night Desk',
      keyId: 'earlier',
    });
    assert.match(
      await desk.refusal('/tts voice:"Night Desk" Hello', ADMIN),
      /belongs to a different AudioPod key/,
    );
    assert.match(await desk.refusal('/tts voice:Nobody Hello', ADMIN), /no voice “/);
    const deleted = (await desk.reply('/voice delete "Night Desk"', ADMIN)).text;
    assert.match(deleted, /Removed the voice .*\. It stays in an AudioPod account/);
    assert.deepEqual(await desk.store.clones.ofTenant(ADMIN.tenant), []);
  });

  it('stands in no log', () => {
    assert.match(desk.logged(), /own-key-connected/);
    assert.doesNotMatch(desk.logged(), SHOWN);
  });
});
