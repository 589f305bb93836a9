import { expect, test } from 'vitest';
import { FeedbackMessage } from '#functions/feedback/feedback-message.ts';
import { understandReply } from '#functions/feedback/reply-keywords.ts';
import { envelope, inboundText } from './provider-events.ts';

test.each<readonly [string, string]>([
  // https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html
  ...[
    'ARRET',
    'CANCEL',
    'END',
    'OPT-OUT',
    'OPTOUT',
    'QUIT',
    'REMOVE',
    'STOP',
    'TD',
    'UNSUBSCRIBE',
  ].map((word) => [word, 'STOP'] as const),
  ['stop', 'STOP'],
  [' Stop. ', 'STOP'],
  ['STOP!!!', 'STOP'],
  ['"Stop"', 'STOP'],
  ['stop  all', 'STOP'],
  ['Arrêt', 'STOP'],
  ['revoke', 'STOP'],
  ['STOPP', 'STOP'],
  ['Baja', 'STOP'],
  ['SAIR', 'STOP'],
  ['start', 'START'],
  ['UNSTOP', 'START'],
  ['Début', 'START'],
  ['Alta', 'START'],
  ['Começar', 'START'],
  ['help', 'HELP'],
  ['INFO', 'HELP'],
  ['Ayuda', 'HELP'],
  ['aide ?', 'HELP'],
  ['HILFE', 'HELP'],
  ['ajuda', 'HELP'],
  ['YES', 'REPLY'],
  ['Please stop by at five', 'REPLY'],
  ['Thank you', 'REPLY'],
  ['', 'REPLY'],
  ['👍', 'REPLY'],
])('%j asks for %s', (text, intent) => {
  expect(understandReply(text).intent).toBe(intent);
});

test('what End User Messaging took for a keyword is one', () => {
  const keyword = 'KEYWORD_000000000000_12065550152';
  expect(understandReply('Stop texting me', 'STOP').intent).toBe('STOP');
  expect(understandReply('Stop texting me', keyword).intent).toBe('REPLY');
});

test('a text is read with the time of its envelope', () => {
  expect(FeedbackMessage.parse(envelope(inboundText('Arrêt')))).toEqual({
    kind: 'reply',
    language: 'fr',
    isProvidersKeyword: false,
    reply: {
      replyId: 'in-1',
      channel: 'SMS',
      intent: 'STOP',
      from: '+14155550123',
      to: '+12065550152',
      text: 'Arrêt',
      answersProviderMessageId: 'sms-1',
      at: Date.parse('2026-11-23T12:00:05.000Z'),
    },
  });
});
