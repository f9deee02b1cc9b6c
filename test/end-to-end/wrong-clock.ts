/**
 * Puts the clock of a process wrong by `CLOCK_OFF_MS`, as on a computer that was set wrongly: Node imports it before the
 * program. Only what shows the time of day differs, not what counts durations.
 */
const offMs = Number(process.env['CLOCK_OFF_MS']);
const RealDate = Date;
const now = (): number => RealDate.now() + offMs;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
