import { describeChat } from './contract.ts';
import { openSlackChat } from './slack.ts';

describeChat('Slack', openSlackChat);
