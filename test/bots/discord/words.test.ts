import { discordDictionary } from '../../../src/bots/discord/text/words.ts';
import { checkDictionary } from '../../core/text/dictionary-contract.ts';

checkDictionary('Discord', discordDictionary);
