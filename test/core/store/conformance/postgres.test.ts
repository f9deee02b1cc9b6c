import { postgresHarness } from '../harness.ts';
import { describeStore } from './conformance.ts';

describeStore(postgresHarness, 'PostgreSQL');
