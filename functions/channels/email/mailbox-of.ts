/** What a name may hold as it stands. https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3, less dots, and with spaces. */
const plain = /^[\w !#$%&'*+/=?^`{|}~-]*$/;
const ascii = /^[\x20-\x7e]*$/;

/** Bytes of UTF-8 that an encoded word of 75 characters holds, with room to end at a character. */
const wordBytes = 42;

/**
 * An address with a name before it, as SES takes it: signs that mean something to mail stand in quotes, and what is not
 * ASCII in encoded words (RFC 2047). https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const mailboxOf = (name: string, address: string): string => {
  if (name === '') return address;
  if (plain.test(name)) return `${name} <${address}>`;
  if (ascii.test(name)) return `"${name.replaceAll(/["\\]/g, '\\$&')}" <${address}>`;
  return `${encodedWords(name)} <${address}>`;
};

function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > wordBytes) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join(' ');
}
