import type { ReplyIntent } from '#core/event.ts';
import type { AnsweredIntent, ReplyLanguage } from './reply-texts.ts';
import { replyLanguages } from './reply-texts.ts';

/**
 * The words that a reply is understood by, in capitals and without accents. The English ones hold what End
 * User Messaging takes for an opt-out
 * (https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html); the others are plain
 * words for the same in their languages, to be checked against the rules of a country before you send there.
 * YES is no START: it is how people answer questions.
 */
const keywords: Readonly<
  Record<AnsweredIntent, Readonly<Record<ReplyLanguage, readonly string[]>>>
> = {
  STOP: {
    en: [
      'STOP',
      'STOPALL',
      'STOP ALL',
      'UNSUBSCRIBE',
      'CANCEL',
      'END',
      'QUIT',
      'REVOKE',
      'REMOVE',
      'OPTOUT',
      'OPT OUT',
      'OPT-OUT',
      'TD',
    ],
    de: ['STOPP', 'ABMELDEN', 'ABBESTELLEN', 'BEENDEN'],
    es: ['ALTO', 'BAJA', 'PARAR', 'CANCELAR', 'DETENER'],
    fr: ['ARRET', 'ARRETER', 'ARRETEZ', 'DESABONNER'],
    it: ['FERMA', 'ANNULLA', 'BASTA'],
    nl: ['AFMELDEN'],
    pt: ['PARE', 'SAIR', 'REMOVER'],
  },
  START: {
    en: ['START', 'UNSTOP', 'SUBSCRIBE', 'OPTIN', 'OPT IN', 'OPT-IN'],
    de: ['STARTEN', 'ANMELDEN'],
    es: ['ALTA', 'INICIAR', 'EMPEZAR'],
    fr: ['DEBUT', 'REPRENDRE', 'COMMENCER'],
    it: ['INIZIA', 'AVVIA'],
    nl: ['AANMELDEN'],
    pt: ['COMECAR', 'VOLTAR'],
  },
  HELP: {
    en: ['HELP', 'INFO'],
    de: ['HILFE'],
    es: ['AYUDA'],
    fr: ['AIDE'],
    it: ['AIUTO'],
    nl: ['HULP'],
    pt: ['AJUDA'],
  },
};

/** What a reply asks for, and in which language it does. */
export interface Understood {
  readonly intent: ReplyIntent;
  readonly language: ReplyLanguage;
}

const byWord: ReadonlyMap<string, Understood> = new Map(
  (['STOP', 'START', 'HELP'] as const).flatMap((intent) =>
    replyLanguages.flatMap((language) =>
      keywords[intent][language].map((word) => [word, { intent, language }] as const),
    ),
  ),
);

const forTheCompany: Understood = { intent: 'REPLY', language: 'en' };

/**
 * What a text asks for. It must be the keyword and nothing more, unless End User Messaging says which of them
 * it begins with: then it has acted on it.
 */
export const understandReply = (text: string, providersKeyword?: string): Understood =>
  byWord.get(plain(text)) ?? byWord.get(plain(providersKeyword ?? '')) ?? forTheCompany;

/** `Arrêt !` is ARRET. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    .replace(/\s+/g, ' ');
}
