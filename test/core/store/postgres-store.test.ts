import { describeStore } from './conformance.ts';
import { postgresHarness } from './harness.ts';

describeStore(postgresHarness, 'PostgreSQL');
