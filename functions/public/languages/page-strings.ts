/** How a category is called in a language, in place of what its declaration says. */
interface CategoryWords {
  readonly title: string;
  readonly description: string;
}

/** A page that says one thing. */
interface Notice {
  readonly title: string;
  readonly text: string;
}

/** All that the public pages say in one language. Every file beside this one has them once. */
export interface PageStrings {
  /** By name. A channel that is missing is called by its name. */
  readonly channels: Readonly<Record<string, string>>;
  /** By id. A category that is missing is called as its declaration does, in English. */
  readonly categories: Readonly<Record<string, CategoryWords>>;
  readonly unsubscribe: {
    readonly title: string;
    readonly question: (category: string) => string;
    readonly onlyChannel: (channel: string) => string;
    readonly everyChannel: string;
    readonly button: string;
    readonly done: Notice;
    readonly nowOff: (category: string) => string;
  };
  readonly preferences: {
    readonly title: string;
    readonly intro: string;
    readonly categories: string;
    /** Of channels that are suppressed, as a list. */
    readonly stopped: (channels: string) => string;
    readonly alwaysSent: string;
    readonly quietHours: string;
    readonly quietHoursIntro: string;
    /** Of one stretch of time, counted from 1. */
    readonly quietRange: (number: string) => string;
    readonly addQuietRange: string;
    readonly from: string;
    readonly to: string;
    readonly timeZone: string;
    readonly button: string;
    readonly saved: string;
    /** A stretch of time that cannot be read. */
    readonly invalidQuietHours: string;
  };
  /** Why a link leads nowhere. */
  readonly closed: Readonly<Record<'forged' | 'expired' | 'revoked' | 'gone', Notice>>;
  /** What went wrong otherwise. */
  readonly problems: Readonly<Record<'refused' | 'failed' | 'notFound', Notice>>;
}
