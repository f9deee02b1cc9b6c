import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../../core/ports/log.ts';

const LONGEST_NOTE = 300;

/**
 * Writes the messages of Slack's libraries to the program's log. Their debug lines hold whole requests with
 * tokens and texts, so they are dropped; others are cut to their first characters.
 */
export function sdkLog(log: Log): Logger {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...said: readonly unknown[]): void =>
      log[level]({ note: noteOf(said[0]) }, 'slack-sdk');
  return {
    debug: () => {},
    info: write('debug'),
    warn: write('warn'),
    error: write('warn'),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

function noteOf(said: unknown): string {
  const text = said instanceof Error ? `${said.name}: ${said.message}` : typeof said === 'string' ? said : '';
  // Addresses of sockets and responses are credentials themselves.
  return text.replace(/\b(?:https?|wss?):\/\/\S+/g, '[address]').slice(0, LONGEST_NOTE);
}
