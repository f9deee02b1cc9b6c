/** Sentences spoken in the sandbox, by language. Nothing is recognized; these replace what was said. */
const SENTENCES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'en',
    [
      'Good evening, and thank you for coming.',
      'Shall we start with the harbour?',
      'Yes, the new lamps arrived this morning.',
      'How many of them work so far?',
      'Nine of twelve, and the others need new glass.',
      'Then let us plan the opening for Friday.',
    ],
  ],
  [
    'zh',
    [
      '大家晚上好，谢谢各位的到来。',
      '我们先从港口说起，好吗？',
      '好的，新的路灯今天早上到了。',
      '到现在有多少盏能用？',
      '十二盏里有九盏，其他的要换玻璃。',
      '那我们就定在星期五开放吧。',
    ],
  ],
  [
    'es',
    [
      'Buenas noches y gracias por venir.',
      '¿Empezamos por el puerto?',
      'Sí, las farolas nuevas llegaron esta mañana.',
      '¿Cuántas funcionan hasta ahora?',
      'Nueve de doce, a las demás les falta cristal.',
      'Entonces abrimos el viernes.',
    ],
  ],
  [
    'fr',
    [
      'Bonsoir, et merci d’être venus.',
      'On commence par le port ?',
      'Oui, les nouvelles lampes sont arrivées ce matin.',
      'Combien marchent pour le moment ?',
      'Neuf sur douze, il faut changer le verre des autres.',
      'Alors disons vendredi pour l’ouverture.',
    ],
  ],
  [
    'de',
    [
      'Guten Abend und danke fürs Kommen.',
      'Fangen wir mit dem Hafen an?',
      'Ja, die neuen Lampen sind heute früh gekommen.',
      'Wie viele leuchten bis jetzt?',
      'Neun von zwölf, die anderen brauchen neues Glas.',
      'Dann eröffnen wir am Freitag.',
    ],
  ],
  [
    'ja',
    [
      'こんばんは、お越しいただきありがとうございます。',
      'まず港の話から始めましょうか。',
      'はい、新しい街灯が今朝届きました。',
      '今のところ何本が点きますか。',
      '十二本のうち九本で、残りはガラスの交換が必要です。',
      'では金曜日に開きましょう。',
    ],
  ],
]);

const ENGLISH = SENTENCES.get('en') ?? [];

/** Returns the sentences of a language, with `zh-CN` counting as `zh`; English for unknown languages. */
export function sentencesIn(language: string): readonly string[] {
  return SENTENCES.get(language.toLowerCase().split(/[-_]/)[0] ?? '') ?? ENGLISH;
}
