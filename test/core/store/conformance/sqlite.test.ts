import { sqliteHarness } from '../harness.ts';
import { describeStore } from './conformance.ts';

describeStore(sqliteHarness, 'SQLite');
