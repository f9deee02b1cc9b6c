import { describeChat } from './contract.ts';
import { openPlaygroundChat } from './playground.ts';

describeChat('The playground', openPlaygroundChat);
