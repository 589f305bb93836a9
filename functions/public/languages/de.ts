import type { PageStrings } from './page-strings.ts';

/** German. */
export const de: PageStrings = {
  channels: {
    EMAIL: 'E-Mail',
    SMS: 'SMS',
    PUSH: 'Push-Mitteilung',
    IN_APP: 'In der App',
    WEBHOOK: 'Webhook',
  },
  categories: {
    orders: {
      title: 'Bestellungen',
      description: 'Bestätigungen und Neuigkeiten zu Ihren Bestellungen.',
    },
    account: {
      title: 'Ihr Konto',
      description: 'Was Sie wissen müssen, um Ihr Konto zu nutzen.',
    },
    security: {
      title: 'Sicherheit',
      description: 'Warnungen zur Sicherheit Ihres Kontos. Sie lassen sich nicht abschalten.',
    },
    'one-time-codes': {
      title: 'Anmeldecodes und -links',
      description:
        'Codes und Links, die Sie gerade angefordert haben. Sie lassen sich nicht abschalten.',
    },
    promotions: {
      title: 'Angebote',
      description: 'Sonderverkäufe, Rabatte und Angebote der Saison.',
    },
  },
  unsubscribe: {
    title: 'Abbestellen',
    question: (category) => `Möchten Sie „${category}“ nicht mehr bekommen?`,
    onlyChannel: (channel) => `Nur auf diesem Weg: ${channel}`,
    everyChannel: 'Auf allen Wegen',
    button: 'Abbestellen',
    done: {
      title: 'Abbestellt',
      text: 'Wir haben es vermerkt. Was schon unterwegs ist, kann noch ankommen.',
    },
    nowOff: (category) => `Sie bekommen „${category}“ nicht mehr auf diesem Weg:`,
  },
  preferences: {
    title: 'Ihre Einstellungen',
    intro: 'Wählen Sie, was Sie von uns hören möchten und wie.',
    categories: 'Was Sie hören und wie',
    stopped: (channels) =>
      `Auf diesem Weg senden wir Ihnen zurzeit nichts, weil Nachrichten zurückkamen oder abbestellt wurden: ${channels}.`,
    alwaysSent: 'Diese Nachrichten kommen immer, weil Sie sie brauchen:',
    quietHours: 'Ruhezeiten',
    quietHoursIntro:
      'Zwischen diesen Zeiten warten wir, bevor wir Sie stören. Dringendes wie Sicherheitswarnungen kommt trotzdem sofort. Um eine Ruhezeit zu entfernen, wählen Sie alle ihre Tage ab.',
    quietRange: (number) => `Ruhezeit ${number}`,
    addQuietRange: 'Ruhezeit hinzufügen',
    from: 'Von',
    to: 'Bis',
    timeZone: 'Zeitzone',
    button: 'Speichern',
    saved: 'Ihre Einstellungen sind gespeichert.',
    invalidQuietHours:
      'Noch ist nichts gespeichert: Eine Ruhezeit braucht mindestens einen Tag, einen Anfang und ein Ende.',
  },
  closed: {
    forged: {
      title: 'Dieser Link funktioniert nicht',
      text: 'Vielleicht wurde er abgeschnitten. Öffnen Sie ihn noch einmal aus der Nachricht, oder kopieren Sie ihn ganz.',
    },
    expired: {
      title: 'Dieser Link ist zu alt',
      text: 'Nehmen Sie den Link am Ende einer neueren Nachricht von uns.',
    },
    revoked: {
      title: 'Dieser Link gilt nicht mehr',
      text: 'Er wurde zur Sicherheit ersetzt. Nehmen Sie den Link am Ende einer neueren Nachricht von uns.',
    },
    gone: {
      title: 'Hier gibt es nichts zu ändern',
      text: 'Das Konto, zu dem dieser Link gehörte, gibt es nicht mehr.',
    },
  },
  problems: {
    refused: {
      title: 'Das hat nicht geklappt',
      text: 'Es wurde nichts geändert. Öffnen Sie den Link aus der Nachricht noch einmal, und versuchen Sie es erneut.',
    },
    failed: {
      title: 'Bei uns ist etwas schiefgegangen',
      text: 'Bitte versuchen Sie es in einer Minute noch einmal. Wir wissen Bescheid.',
    },
    notFound: {
      title: 'Hier ist nichts',
      text: 'Öffnen Sie den Link aus der Nachricht noch einmal.',
    },
  },
};
