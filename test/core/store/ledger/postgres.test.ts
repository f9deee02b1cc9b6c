import { postgresHarness } from '../harness.ts';
import { describeLedger } from './conformance.ts';

describeLedger(postgresHarness, 'PostgreSQL');
