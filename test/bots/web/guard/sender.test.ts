import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { it } from 'node:test';
import { senderOf } from '../../../../src/bots/web/guard/sender.ts';

function from(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return request;
}

const CASES: readonly (readonly [name: string, IncomingMessage, isBehindProxy: boolean, string])[] = [
  ['the peer', from('203.0.113.5'), false, '203.0.113.5'],
  ['an IPv4 address inside IPv6', from('::ffff:203.0.113.5'), false, '203.0.113.5'],
  ['a network of IPv6', from('2001:db8:1:2:3:4:5:6'), false, '20010db800010002'],
  ['nobody who is known', from(undefined), false, 'unknown'],
  ['the peer, whatever it claims without a proxy', from('127.0.0.1', '203.0.113.9'), false, '127.0.0.1'],
  ['the peer on the internet, whatever it claims', from('8.8.8.8', '203.0.113.9'), true, '8.8.8.8'],
  ['the proxy’s client', from('127.0.0.1', '203.0.113.9'), true, '203.0.113.9'],
  [
    'the last of several, which the proxy added',
    from('172.18.0.1', '1.2.3.4, 203.0.113.9'),
    true,
    '203.0.113.9',
  ],
  ['the proxy where it names nothing', from('127.0.0.1', 'somebody'), true, '127.0.0.1'],
];

for (const [name, request, isBehindProxy, expected] of CASES) {
  it(`limits count by ${name}`, () => assert.equal(senderOf(request, isBehindProxy), expected));
}
