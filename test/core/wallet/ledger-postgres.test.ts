import { postgresHarness } from '../store/harness.ts';
import { describeLedger } from './ledger-conformance.ts';

describeLedger(postgresHarness, 'PostgreSQL');
