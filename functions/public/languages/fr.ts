import type { PageStrings } from './page-strings.ts';

/** French. */
export const fr: PageStrings = {
  channels: {
    EMAIL: 'E-mail',
    SMS: 'SMS',
    PUSH: 'Notification push',
    IN_APP: 'Dans l’application',
    WEBHOOK: 'Webhook',
  },
  categories: {
    orders: {
      title: 'Commandes',
      description: 'Confirmations et nouvelles de ce que vous avez commandé.',
    },
    account: {
      title: 'Votre compte',
      description: 'Ce que vous devez savoir pour utiliser votre compte.',
    },
    security: {
      title: 'Sécurité',
      description: 'Alertes sur la sécurité de votre compte. Impossible de les désactiver.',
    },
    'one-time-codes': {
      title: 'Codes et liens de connexion',
      description: 'Les codes et liens que vous venez de demander. Impossible de les désactiver.',
    },
    promotions: { title: 'Offres', description: 'Soldes, remises et offres de saison.' },
  },
  unsubscribe: {
    title: 'Se désabonner',
    question: (category) => `Ne plus recevoir « ${category} » ?`,
    onlyChannel: (channel) => `Uniquement par ce moyen : ${channel}`,
    everyChannel: 'Par tous les moyens',
    button: 'Se désabonner',
    done: {
      title: 'Vous êtes désabonné',
      text: 'C’est noté. Ce qui est déjà en route peut encore arriver.',
    },
    nowOff: (category) => `Vous ne recevez plus « ${category} » par ce moyen :`,
  },
  preferences: {
    title: 'Vos préférences',
    intro: 'Choisissez ce que vous voulez recevoir de nous, et comment.',
    categories: 'Ce que vous recevez, et comment',
    stopped: (channels) =>
      `Rien ne vous est envoyé par ce moyen pour le moment, car des messages sont revenus ou ont été arrêtés : ${channels}.`,
    alwaysSent: 'Ces messages sont toujours envoyés, car vous en avez besoin :',
    quietHours: 'Heures calmes',
    quietHoursIntro:
      'Entre ces heures, nous attendons avant de vous déranger. Les messages urgents, comme les alertes de sécurité, arrivent tout de suite. Pour supprimer une plage, décochez tous ses jours.',
    quietRange: (number) => `Plage calme ${number}`,
    addQuietRange: 'Ajouter une plage calme',
    from: 'De',
    to: 'À',
    timeZone: 'Fuseau horaire',
    button: 'Enregistrer',
    saved: 'Vos préférences sont enregistrées.',
    invalidQuietHours:
      'Rien n’est encore enregistré : une plage calme a besoin d’au moins un jour, d’un début et d’une fin.',
  },
  closed: {
    forged: {
      title: 'Ce lien ne fonctionne pas',
      text: 'Il a peut-être été coupé. Ouvrez-le de nouveau depuis le message, ou copiez-le en entier.',
    },
    expired: {
      title: 'Ce lien est trop ancien',
      text: 'Utilisez le lien à la fin d’un message plus récent.',
    },
    revoked: {
      title: 'Ce lien n’est plus valable',
      text: 'Il a été remplacé par sécurité. Utilisez le lien à la fin d’un message plus récent.',
    },
    gone: {
      title: 'Il n’y a rien à modifier ici',
      text: 'Le compte auquel ce lien menait n’existe plus.',
    },
  },
  problems: {
    refused: {
      title: 'Cela n’a pas fonctionné',
      text: 'Rien n’a été modifié. Ouvrez de nouveau le lien du message et réessayez.',
    },
    failed: {
      title: 'Un problème est survenu chez nous',
      text: 'Réessayez dans une minute. Nous sommes prévenus.',
    },
    notFound: { title: 'Il n’y a rien ici', text: 'Ouvrez de nouveau le lien du message.' },
  },
};
