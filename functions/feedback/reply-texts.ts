import type { ReplyIntent } from '#core/event.ts';

/** What is answered to; anything else is for the company to read. */
export type AnsweredIntent = Exclude<ReplyIntent, 'REPLY'>;

/** The languages that replies are understood in. */
export const replyLanguages = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pt'] as const;
export type ReplyLanguage = (typeof replyLanguages)[number];

interface Company {
  readonly brandName: string;
  /** Where to get help: carriers demand that the answer to HELP says so. */
  readonly contact: string;
}

type Texts = Readonly<Record<AnsweredIntent, (company: Company) => string>>;

/**
 * What each word is answered with: who writes, what holds now, and how to change it, as carriers demand
 * (CTIA, Messaging Principles and Best Practices, 5.1). In letters of GSM-7, so that each is one part.
 */
const texts: Readonly<Record<ReplyLanguage, Texts>> = {
  en: {
    STOP: ({ brandName }) =>
      `${brandName}: You are unsubscribed and will get no more texts. Reply START to get them again.`,
    START: ({ brandName }) =>
      `${brandName}: You will get our texts again. Msg & data rates may apply. Reply HELP for help, STOP to end.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: For help contact ${contact}. Msg & data rates may apply. Reply STOP to end.`,
  },
  de: {
    STOP: ({ brandName }) =>
      `${brandName}: Sie sind abgemeldet und erhalten keine SMS mehr. Mit STARTEN melden Sie sich wieder an.`,
    START: ({ brandName }) =>
      `${brandName}: Sie erhalten wieder SMS. Antworten Sie HILFE für Hilfe, STOPP zum Abmelden.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: Hilfe unter ${contact}. Antworten Sie STOPP, um keine SMS mehr zu erhalten.`,
  },
  es: {
    STOP: ({ brandName }) =>
      `${brandName}: Baja confirmada. No le enviaremos otros SMS. Responda ALTA para recibirlos de nuevo.`,
    START: ({ brandName }) =>
      `${brandName}: Alta confirmada. Responda AYUDA para obtener ayuda, BAJA para no recibir otros SMS.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: Ayuda en ${contact}. Responda BAJA para no recibir otros SMS.`,
  },
  fr: {
    STOP: ({ brandName }) =>
      `${brandName} : vous ne recevrez plus de SMS. Répondez DEBUT pour en recevoir à nouveau.`,
    START: ({ brandName }) =>
      `${brandName} : vous recevrez à nouveau nos SMS. Répondez AIDE pour de l'aide, ARRET pour ne plus en recevoir.`,
    HELP: ({ brandName, contact }) =>
      `${brandName} : aide auprès de ${contact}. Répondez ARRET pour ne plus recevoir de SMS.`,
  },
  it: {
    STOP: ({ brandName }) =>
      `${brandName}: non riceverà altri SMS. Risponda INIZIA per riceverli di nuovo.`,
    START: ({ brandName }) =>
      `${brandName}: riceverà di nuovo i nostri SMS. Risponda AIUTO per assistenza, FERMA per non riceverli.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: assistenza presso ${contact}. Risponda FERMA per non ricevere altri SMS.`,
  },
  nl: {
    STOP: ({ brandName }) =>
      `${brandName}: U bent afgemeld en ontvangt geen sms meer. Antwoord AANMELDEN om ze weer te ontvangen.`,
    START: ({ brandName }) =>
      `${brandName}: U ontvangt onze sms weer. Antwoord HULP voor hulp, AFMELDEN om te stoppen.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: Hulp via ${contact}. Antwoord AFMELDEN om geen sms meer te ontvangen.`,
  },
  pt: {
    STOP: ({ brandName }) =>
      `${brandName}: Cancelamento confirmado. Responda VOLTAR para receber de novo os nossos SMS.`,
    START: ({ brandName }) =>
      `${brandName}: Volta a receber os nossos SMS. Responda AJUDA para ajuda, SAIR para cancelar.`,
    HELP: ({ brandName, contact }) =>
      `${brandName}: Ajuda em ${contact}. Responda SAIR para deixar de receber SMS.`,
  },
};

/** The answer to a word, in the language that it was said in. */
export const replyText = (
  intent: AnsweredIntent,
  language: ReplyLanguage,
  company: Company,
): string => texts[language][intent](company);
