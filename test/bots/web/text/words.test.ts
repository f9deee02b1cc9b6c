import { webWordsOf } from '../../../../src/bots/web/text/words.ts';
import { checkDictionary } from '../../../core/text/dictionary-contract.ts';

checkDictionary('the page', { en: webWordsOf('en'), 'zh-CN': webWordsOf('zh-CN') });
