/** Quiet hours in a zone without summer time, so that arithmetic alone tells when they are. */
export interface QuietTimes {
  readonly timeZone: string;
  readonly offsetMinutes: number;
  /** Minutes of the day by the wall clock; the end may lie on the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** Milliseconds since the quiet hours began that a moment lies in; undefined when it lies in none. */
export const quietForMs = (
  { offsetMinutes, fromMinute, toMinute }: QuietTimes,
  at: number,
): number | undefined => {
  const lengthMs = ((toMinute - fromMinute + dayMinutes) % dayMinutes) * minuteMs;
  const dayMs = dayMinutes * minuteMs;
  const sinceStart = at + (offsetMinutes - fromMinute) * minuteMs;
  const elapsed = ((sinceStart % dayMs) + dayMs) % dayMs;
  return elapsed < lengthMs ? elapsed : undefined;
};

/** As the API takes them. */
export const toQuietHours = ({ fromMinute, toMinute }: QuietTimes) => ({
  weekly: [
    {
      days: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'],
      from: wallTime(fromMinute),
      to: wallTime(toMinute),
    },
  ],
});

/** A window that is closed at these times, and open at all others. */
export const toSendWindow = ({ fromMinute, toMinute, ...zone }: QuietTimes) =>
  toQuietHours({ ...zone, fromMinute: toMinute, toMinute: fromMinute });

/** What was decided just before may still arrive: a lane and a lease take that long. */
export const graceMs = 150_000;

/** Zones without summer time. */
export const steadyZones: readonly (readonly [timeZone: string, offsetMinutes: number])[] = [
  ['Asia/Tokyo', 540],
  ['Asia/Kolkata', 330],
  ['Africa/Lagos', 60],
  ['America/Phoenix', -420],
];

function wallTime(minute: number): string {
  const hours = Math.floor(minute / 60);
  return `${String(hours).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
