import { sqliteHarness } from '../store/harness.ts';
import { describeLedger } from './ledger-conformance.ts';

describeLedger(sqliteHarness, 'SQLite');
