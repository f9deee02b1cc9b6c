import type { Ask } from './chat.ts';

/** The request as someone types it: options first, then the free text. */
export function typedLine({ command, subcommand, options = {} }: Ask): string {
  const { text, ...named } = options;
  const pairs = Object.entries(named).map(([name, value]) => `${name}:${typedValue(value)}`);
  const words = [`/${command}`, subcommand, ...pairs, text];
  return words.filter((word) => word !== undefined).join(' ');
}

function typedValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return /\s/.test(String(value)) ? `"${value}"` : String(value);
}
