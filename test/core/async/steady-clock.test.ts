import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSteadyClock } from '../../../src/core/async/steady-clock.ts';

const HOUR_MS = 3_600_000;

/** A computer whose clock can be set, and that can sleep. */
function computer() {
  const ms = { wall: 1_000_000, running: 500, uptime: 90_000 };
  const pass = (durationMs: number): void => {
    ms.wall += durationMs;
    ms.running += durationMs;
    ms.uptime += durationMs;
  };
  const clock = createSteadyClock({
    wall: () => ms.wall,
    running: () => ms.running,
    // Exact to a second.
    uptime: () => Math.floor(ms.uptime / 1_000) * 1_000,
  });
  return {
    clock,
    pass,
    setWall(byMs: number) {
      ms.wall += byMs;
    },
    sleep(durationMs: number) {
      ms.wall += durationMs;
      ms.uptime += durationMs;
    },
  };
}

test('a clock that starts with the computer’s time counts what passes, and no step of that time', () => {
  const { clock, pass, setWall } = computer();
  assert.equal(clock.now(), 1_000_000);
  for (const stepMs of [HOUR_MS, -2 * HOUR_MS, 40 * 24 * HOUR_MS, -40 * 24 * HOUR_MS]) {
    const beforeMs = clock.now();
    setWall(stepMs);
    pass(2_500);
    assert.equal(clock.now() - beforeMs, 2_500);
  }
});

test('it follows another clock in small corrections, and never goes back', () => {
  const { clock, pass } = computer();
  const startMs = clock.now();
  clock.follow(-HOUR_MS);
  assert.equal(clock.now(), startMs);
  pass(20);
  assert.equal(clock.now(), startMs);
  pass(80);
  assert.equal(clock.now(), startMs + 50);
  for (let times = 0; times < 3; times += 1) clock.follow(30);
  assert.equal(clock.now(), startMs + 140);
  clock.set(startMs - HOUR_MS);
  assert.equal(clock.now(), startMs - HOUR_MS);
});

test('it counts the time in which the computer sleeps, whatever the clock is set to', () => {
  const { clock, pass, sleep, setWall } = computer();
  const startMs = clock.now();
  for (let night = 1; night <= 3; night += 1) {
    pass(10_000);
    sleep(8 * HOUR_MS);
    pass(2_000);
    assert.ok(Math.abs(clock.now() - startMs - night * (8 * HOUR_MS + 12_000)) <= 1_000);
  }
  setWall(HOUR_MS);
  pass(5_000);
  const beforeMs = clock.now();
  sleep(2 * HOUR_MS);
  pass(2_000);
  assert.ok(
    Math.abs(clock.now() - beforeMs - 2 * HOUR_MS - 2_000) <= 1_000,
    'and not the hour it was set by',
  );
});

test('it takes over another clock’s time', () => {
  const { clock, pass } = computer();
  clock.set(5_000);
  pass(10);
  assert.equal(clock.now(), 5_010);
});
