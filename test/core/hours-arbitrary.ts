import fc from 'fast-check';
import { weekDays } from '#core/weekly-ranges.ts';

/** Zones whose clocks differ by half hours, quarters, or change in odd ways. */
export const zones = fc.constantFrom(
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Sao_Paulo',
);
const timeOfDay = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
const range = fc.record({
  days: fc.uniqueArray(fc.constantFrom(...weekDays), { minLength: 1 }),
  from: timeOfDay,
  to: timeOfDay,
});
/** Any quiet hours, or send window: across midnight, several a day, whole days. */
export const weeklyHours = fc.record({ weekly: fc.array(range, { minLength: 1, maxLength: 4 }) });
