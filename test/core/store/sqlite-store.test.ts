import { describeStore } from './conformance.ts';
import { sqliteHarness } from './harness.ts';

describeStore(sqliteHarness, 'SQLite');
