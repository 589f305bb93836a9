import type { Stationery } from '#functions/delivery/render-stationery.ts';

/** What the layouts say at the foot of a mail, by language. */
export const words: Stationery['words'] = {
  en: { unsubscribe: 'Unsubscribe', preferences: 'Preferences' },
  ar: { unsubscribe: 'إلغاء الاشتراك', preferences: 'التفضيلات' },
  de: { unsubscribe: 'Abmelden', preferences: 'Einstellungen' },
  es: { unsubscribe: 'Darse de baja', preferences: 'Preferencias' },
  fr: { unsubscribe: 'Se désabonner', preferences: 'Préférences' },
  it: { unsubscribe: 'Annulla l’iscrizione', preferences: 'Preferenze' },
  ja: { unsubscribe: '配信停止', preferences: '配信設定' },
  nl: { unsubscribe: 'Afmelden', preferences: 'Voorkeuren' },
  pl: { unsubscribe: 'Wypisz się', preferences: 'Preferencje' },
  pt: { unsubscribe: 'Cancelar inscrição', preferences: 'Preferências' },
};
