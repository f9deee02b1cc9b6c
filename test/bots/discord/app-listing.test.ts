import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApplicationWebhookEventType } from 'discord-api-types/v10';
import { z } from 'zod';
import { discordListing } from '../../../script/manifest.ts';
import { ALL_PERMISSIONS } from '../../../src/bots/discord/payload/permissions.ts';
import { UsageError } from '../../../src/command-line.ts';
import { documentAt } from '../../architecture/documents.ts';

const APPLICATION = '81384788765712384';

const inEach = (most: number) =>
  z.strictObject({ en: z.string().min(1).max(most), 'zh-CN': z.string().min(1).max(most) });
/** What Discord takes, by its OpenAPI document and the App Directory's form. */
const rules = z.strictObject({
  install_links: z.strictObject({ server: z.url(), person: z.url() }),
  summary: inEach(200),
  description: inEach(400),
  tags: z.array(z.string().min(1).max(20)).max(5),
  terms_of_service_url: z.url().optional(),
  privacy_policy_url: z.url().optional(),
  interactions_endpoint_url: z.url().optional(),
  event_webhooks_url: z.url().optional(),
  event_webhooks_types: z.array(z.enum(ApplicationWebhookEventType)).optional(),
});

describe('what an application’s pages at Discord ask for', () => {
  it('keeps to Discord’s lengths, and has the bot’s own addresses where it has one', () => {
    const listing = rules.parse(discordListing({ values: { application: APPLICATION } }, undefined));
    assert.equal(listing.privacy_policy_url, undefined);
    const there = rules.parse(
      discordListing({ values: { application: APPLICATION } }, 'https://bot.example.org'),
    );
    assert.deepEqual(
      [
        there.terms_of_service_url,
        there.privacy_policy_url,
        there.interactions_endpoint_url,
        there.event_webhooks_url,
      ],
      ['terms', 'privacy', 'discord/interactions', 'discord/events'].map(
        (path) => `https://bot.example.org/${path}`,
      ),
    );
  });

  it('installs to a server with what the guide’s link asks for, and to an account without permissions', () => {
    const { server, person } = rules.parse(
      discordListing({ values: { application: APPLICATION } }, undefined),
    ).install_links;
    const asked = (link: string) => Object.fromEntries(new URL(link).searchParams);
    assert.deepEqual(asked(server), {
      ...{ client_id: APPLICATION, scope: 'bot applications.commands', integration_type: '0' },
      permissions: String(ALL_PERMISSIONS),
    });
    assert.deepEqual(asked(person), {
      ...{ client_id: APPLICATION, scope: 'applications.commands', integration_type: '1' },
    });
    const [, inGuide] = /&permissions=(\d+)/.exec(documentAt('docs/discord.md').text) ?? [];
    assert.equal(asked(server)['permissions'], inGuide);
  });

  it('refuses an id or an address that isn’t one', () => {
    const refused = (application: string, url?: string) =>
      assert.throws(() => discordListing({ values: { application } }, url), UsageError);
    refused('1');
    refused(APPLICATION, 'http://bot.example.org');
  });
});
