import { slackDictionary } from '../../../src/bots/slack/text/words.ts';
import { checkDictionary } from '../../core/text/dictionary-contract.ts';

checkDictionary('slack', slackDictionary);
