import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BotError } from '../../../src/core/model/errors.ts';
import { checkPublicUrl } from '../../../src/core/net/check-public-url.ts';
import { isPublicAddress } from '../../../src/core/net/public-address.ts';
import { trustHosts } from '../../../src/core/net/trusted-hosts.ts';

describe('isPublicAddress', () => {
  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ]) {
    it(`takes ${address} for public`, () => assert.equal(isPublicAddress(address), true));
  }
  const refused = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'fec0::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:a00:1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::8.8.8.8',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    '5f00::1',
    '4000::1',
    '100.127.255.255',
    '100.100.100.200',
    '168.63.129.16',
    '::ffff:168.63.129.16',
    '192.0.0.192',
    '192.88.99.1',
    '198.51.100.1',
    '203.0.113.1',
    '240.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:100.64.0.1',
    '::ffff:0:127.0.0.1',
    '0:0:0:0:0:ffff:7f00:1',
    '::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '2620:4f:8000::1',
    '3fff::1',
    '100::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1%eth0',
    '::1%lo',
    '127.0.0.1.',
    '127.0.0.01',
    ' 127.0.0.1',
    '192.168.0.1/24',
    '127.1',
    '0x7f000001',
    '2130706433',
    'example.com',
    '',
  ];
  for (const address of refused) {
    it(`does not take ${address || 'nothing'} for public`, () =>
      assert.equal(isPublicAddress(address), false));
  }
});

describe('checkPublicUrl', () => {
  it('hands on a public address as it is understood', () => {
    assert.equal(checkPublicUrl('  https://Example.com/a b?x=1 ').href, 'https://example.com/a%20b?x=1');
    assert.equal(checkPublicUrl('http://8.8.8.8:8080/x.mp3').host, '8.8.8.8:8080');
  });

  const cases: Record<string, readonly string[]> = {
    'url-invalid': [
      '',
      'song',
      'ftp://example.com/a',
      'file:///etc/passwd',
      'javascript:1',
      'https:example.com',
      'http://',
      `https://example.com/${'a'.repeat(2048)}`,
    ],
    'url-credentials': [
      'https://user:pw@example.com/',
      'https://user@example.com/',
      'https://8.8.8.8@127.0.0.1/',
    ],
    'url-private': [
      'http://localhost/',
      'http://LOCALHOST./',
      'http://a.localhost/',
      'http://printer.local/',
      'http://metadata.google.internal/computeMetadata/v1/',
      'http://nas/',
      'http://nas./',
      'http://router.home.arpa/',
      'http://127.0.0.1/',
      'http://127.1/',
      'http://2130706433/',
      'http://0x7f000001/',
      'http://0x7f.1/',
      'http://0177.0.0.1/',
      'http://017700000001/',
      'http://127。0。0。1/',
      'http://①②⑦.0.0.1/',
      'http://%31%32%37.0.0.1/',
      'http://0/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::ffff:7f00:1]/',
      'http://[64:ff9b::10.0.0.1]/',
      'http://[fd00::1]/',
      'http://169.254.169.254/latest/meta-data/',
      'http://168.63.129.16/machine',
      'http://100.100.100.200/latest/meta-data/',
      'http://[fd00:ec2::254]/latest/meta-data/',
      'http://[::ffff:a9fe:a9fe]/',
      'http://[64:ff9b::7f00:1]/',
      'http://[2002:7f00:1::]/',
      'http://[::ffff:0:127.0.0.1]/',
      'http://[0:0:0:0:0:0:0:1]/',
      'http://[::]/',
      'http://0.0.0.0/',
      'http://255.255.255.255/',
      'http://127.000.000.001/',
      'http://0x7f.0x0.0x0.0x1/',
      'http://１２７.０.０.１/',
      'http://127.0.0.1\\@example.com/',
      'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
      'http://local\u00adhost/',
      'http://loc\tal\nhost/',
      'http://localhost.localdomain/',
      'http://host.docker.internal/',
      'http://kubernetes.default.svc/',
      'http://api.svc.cluster.local/',
      'http://1.0.0.127.in-addr.arpa/',
      'http://db.corp/',
      'http://router.home/',
      'http://x.private/',
    ],
  };
  for (const [code, urls] of Object.entries(cases)) {
    for (const url of urls) {
      it(`refuses ${url.slice(0, 60) || 'nothing'} as ${code}`, () => {
        assert.throws(
          () => checkPublicUrl(url),
          (error) => error instanceof BotError && error.code === code,
        );
      });
    }
  }

  it('never lets a private IPv4 address through, however it is written', () => {
    const spellings = (address: number) => [
      String(address),
      `0x${address.toString(16)}`,
      `0${address.toString(8)}`,
      `${address >>> 24}.${address & 0xffffff}`,
      `[::ffff:${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}]`,
    ];
    const privateAddress = fc.oneof(
      fc.integer({ min: 0x0a000000, max: 0x0affffff }),
      fc.integer({ min: 0x7f000000, max: 0x7fffffff }),
    );
    fc.assert(
      fc.property(privateAddress, fc.nat(4), (address, which) => {
        assert.throws(
          () => checkPublicUrl(`http://${spellings(address)[which]}/`),
          (error) => error instanceof BotError && error.code === 'url-private',
        );
      }),
    );
  });
});

describe('trustHosts', () => {
  const trusted = trustHosts(new URL('http://127.0.0.1:8080'), [
    'media.test',
    'files.test:9000',
    '[::1]:80',
    'plain.test:80',
  ]);
  const has = (url: string) => trusted.has(new URL(url));

  it('trusts the host and port of the API and nothing beside it', () => {
    assert.equal(has('http://127.0.0.1:8080/files/a'), true);
    assert.equal(has('http://127.0.0.1:8081/files/a'), false);
    assert.equal(has('http://127.0.0.2:8080/'), false);
  });

  it('trusts a media host on any port, or on the port that is named', () => {
    assert.equal(has('http://media.test:1234/'), true);
    assert.equal(has('https://MEDIA.test/'), true);
    assert.equal(has('http://files.test:9000/'), true);
    assert.equal(has('http://files.test/'), false);
    assert.equal(has('http://[::1]/'), true);
    assert.equal(has('http://[::1]:81/'), false);
    assert.equal(has('http://plain.test:81/'), false);
  });

  it('does not trust names that merely end or begin alike', () => {
    assert.equal(has('http://evil-media.test/'), false);
    assert.equal(has('http://a.media.test/'), false);
    assert.equal(has('http://media.test.evil/'), false);
  });

  it('refuses entries that are not hosts', () => {
    for (const entry of ['http://a.test', 'a.test/path', 'user@a.test', '::1', 'a.test?x', '']) {
      assert.throws(() => trustHosts(new URL('http://a.test'), [entry]), TypeError, entry);
    }
  });
});
