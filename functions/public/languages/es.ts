import type { PageStrings } from './page-strings.ts';

/** Spanish. */
export const es: PageStrings = {
  channels: {
    EMAIL: 'Correo electrónico',
    SMS: 'SMS',
    PUSH: 'Notificación push',
    IN_APP: 'En la aplicación',
    WEBHOOK: 'Webhook',
  },
  categories: {
    orders: {
      title: 'Pedidos',
      description: 'Confirmaciones y novedades de lo que ha pedido.',
    },
    account: {
      title: 'Su cuenta',
      description: 'Lo que necesita saber para usar su cuenta.',
    },
    security: {
      title: 'Seguridad',
      description: 'Avisos sobre la seguridad de su cuenta. No se pueden desactivar.',
    },
    'one-time-codes': {
      title: 'Códigos y enlaces de acceso',
      description: 'Códigos y enlaces que acaba de pedir. No se pueden desactivar.',
    },
    promotions: {
      title: 'Ofertas',
      description: 'Rebajas, descuentos y ofertas de temporada.',
    },
  },
  unsubscribe: {
    title: 'Darse de baja',
    question: (category) => `¿Quiere dejar de recibir «${category}»?`,
    onlyChannel: (channel) => `Solo por este medio: ${channel}`,
    everyChannel: 'Por todos los medios',
    button: 'Darme de baja',
    done: {
      title: 'Se ha dado de baja',
      text: 'Lo hemos anotado. Lo que ya está en camino aún puede llegar.',
    },
    nowOff: (category) => `Ya no recibe «${category}» por este medio:`,
  },
  preferences: {
    title: 'Sus preferencias',
    intro: 'Elija qué quiere recibir de nosotros y cómo.',
    categories: 'Qué recibe y cómo',
    stopped: (channels) =>
      `Por ahora no le enviamos nada por este medio, porque algunos mensajes fueron devueltos o detenidos: ${channels}.`,
    alwaysSent: 'Estos mensajes se envían siempre, porque los necesita:',
    quietHours: 'Horas de silencio',
    quietHoursIntro:
      'Entre estas horas esperamos antes de molestarle. Lo urgente, como los avisos de seguridad, llega de inmediato. Para quitar un periodo, desmarque todos sus días.',
    quietRange: (number) => `Periodo de silencio ${number}`,
    addQuietRange: 'Añadir un periodo de silencio',
    from: 'Desde',
    to: 'Hasta',
    timeZone: 'Zona horaria',
    button: 'Guardar',
    saved: 'Sus preferencias están guardadas.',
    invalidQuietHours:
      'Aún no se ha guardado nada: un periodo de silencio necesita al menos un día, un comienzo y un final.',
  },
  closed: {
    forged: {
      title: 'Este enlace no funciona',
      text: 'Puede que esté cortado. Ábralo de nuevo desde el mensaje o cópielo entero.',
    },
    expired: {
      title: 'Este enlace es demasiado antiguo',
      text: 'Use el enlace que está al final de un mensaje nuestro más reciente.',
    },
    revoked: {
      title: 'Este enlace ya no es válido',
      text: 'Se sustituyó por seguridad. Use el enlace que está al final de un mensaje nuestro más reciente.',
    },
    gone: {
      title: 'Aquí no hay nada que cambiar',
      text: 'La cuenta a la que llevaba este enlace ya no existe.',
    },
  },
  problems: {
    refused: {
      title: 'No ha funcionado',
      text: 'No se ha cambiado nada. Abra de nuevo el enlace del mensaje e inténtelo otra vez.',
    },
    failed: {
      title: 'Algo ha fallado por nuestra parte',
      text: 'Inténtelo de nuevo en un minuto. Ya estamos avisados.',
    },
    notFound: { title: 'Aquí no hay nada', text: 'Abra de nuevo el enlace del mensaje.' },
  },
};
