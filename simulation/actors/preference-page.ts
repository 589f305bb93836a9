/** The form on the page of preferences, as a browser would fill it from what the page shows. */
export interface ShownForm {
  /** By cell, such as promotions#EMAIL: whether it is ticked. */
  readonly cells: ReadonlyMap<string, boolean>;
  /** Quiet hours as the page sends them along; undefined where it shows none. */
  readonly quiet: string | undefined;
}

interface ShownQuiet {
  readonly weekly: readonly { readonly days: readonly string[]; from: string; to: string }[];
  readonly timeZone: string;
}

const shownCell = /name="shown" value="([^"=]+)=(on|off)"/g;
const shownQuiet = /name="quiet-shown" value="([^"]*)"/;

/** What a page shows. */
export const readPage = (html: string): ShownForm => ({
  cells: new Map(
    [...html.matchAll(shownCell)].map(([, cell = '', state]) => [cell, state === 'on']),
  ),
  quiet: shownQuiet.exec(html)?.[1]?.replaceAll('&#34;', '"').replaceAll('&quot;', '"'),
});

/** What a browser posts when somebody has taken one tick away, and touched nothing else. */
export const withoutTick = ({ cells, quiet }: ShownForm, unticked: string): string => {
  const form = new URLSearchParams();
  for (const [cell, isOn] of cells) {
    form.append('shown', `${cell}=${isOn ? 'on' : 'off'}`);
    if (isOn && cell !== unticked) form.append('on', cell);
  }
  if (quiet === undefined) return form.toString();
  form.append('quiet-shown', quiet);
  const { weekly, timeZone }: ShownQuiet = JSON.parse(quiet);
  for (const [index, { days, from, to }] of weekly.entries()) {
    for (const day of days) form.append(`days-${index}`, day);
    form.append(`from-${index}`, from);
    form.append(`to-${index}`, to);
  }
  form.append('time-zone', timeZone);
  return form.toString();
};
