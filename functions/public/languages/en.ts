import type { PageStrings } from './page-strings.ts';

/** English. */
export const en: PageStrings = {
  channels: {
    EMAIL: 'E-mail',
    SMS: 'Text message (SMS)',
    PUSH: 'Push notification',
    IN_APP: 'In the app',
    WEBHOOK: 'Webhook',
  },
  categories: {},
  unsubscribe: {
    title: 'Unsubscribe',
    question: (category) => `Do you want to stop getting “${category}”?`,
    onlyChannel: (channel) => `Only this way: ${channel}`,
    everyChannel: 'Every way that we could reach you',
    button: 'Unsubscribe',
    done: {
      title: 'You are unsubscribed',
      text: 'We have noted it. What is on its way already may still arrive.',
    },
    nowOff: (category) => `You no longer get “${category}” this way:`,
  },
  preferences: {
    title: 'Your preferences',
    intro: 'Choose what you want to hear from us, and how.',
    categories: 'What you hear, and how',
    stopped: (channels) =>
      `Nothing is sent to you this way at the moment, because messages came back or were stopped: ${channels}.`,
    alwaysSent: 'These are always sent, because you need them:',
    quietHours: 'Quiet hours',
    quietHoursIntro:
      'Between these times we wait before we disturb you. Urgent messages, such as security warnings, still come at once. To remove a quiet time, clear all its days.',
    quietRange: (number) => `Quiet time ${number}`,
    addQuietRange: 'Add a quiet time',
    from: 'From',
    to: 'To',
    timeZone: 'Time zone',
    button: 'Save',
    saved: 'Your preferences are saved.',
    invalidQuietHours:
      'Nothing is saved yet: a quiet time needs at least one day, a beginning and an end.',
  },
  closed: {
    forged: {
      title: 'This link does not work',
      text: 'It may have been cut off. Open it again from the message, or copy all of it.',
    },
    expired: {
      title: 'This link is too old',
      text: 'Use the link at the end of a newer message from us.',
    },
    revoked: {
      title: 'This link is no longer valid',
      text: 'For safety it was replaced. Use the link at the end of a newer message from us.',
    },
    gone: {
      title: 'There is nothing to change here',
      text: 'The account that this link was for does not exist any more.',
    },
  },
  problems: {
    refused: {
      title: 'That did not work',
      text: 'Nothing was changed. Open the link from the message again, and try once more.',
    },
    failed: {
      title: 'Something went wrong on our side',
      text: 'Please try again in a minute. We have been told.',
    },
    notFound: { title: 'There is nothing here', text: 'Open the link from the message again.' },
  },
};
