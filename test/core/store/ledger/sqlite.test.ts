import { sqliteHarness } from '../harness.ts';
import { describeLedger } from './conformance.ts';

describeLedger(sqliteHarness, 'SQLite');
