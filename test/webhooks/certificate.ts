import { createPrivateKey } from 'node:crypto';

/** The name that the certificate is for. */
export const certifiedName = 'hooks.partner.example';

const keyDer =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgjqb4hy7YLaTOsah1kDGy0QUw/VSk560jSN2BUrf0' +
  'xCahRANCAATeho0o6+p+uJKMCLYa/U1Dwfm2OmJz1PNZHNwSu96odOSmbLEe/6DImKmHChGxDk0gn8C31zmn8pMz' +
  'uajFJHcj';
const certificateDer =
  'MIIBqjCCAVGgAwIBAgIUR7BnWmyzTEW9vqs1MxrIojcRqeEwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOSGVyYWxk' +
  'J3MgdGVzdHMwIBcNMjYxMTIzMTEyMTM0WhgPMjEyNjEwMzAxMTIxMzRaMBkxFzAVBgNVBAMMDkhlcmFsZCdzIHRl' +
  'c3RzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3oaNKOvqfriSjAi2Gv1NQ8H5tjpic9TzWRzcErveqHTkpmyx' +
  'Hv+gyJiphwoRsQ5NIJ/At9c5p/KTM7moxSR3I6N1MHMwHQYDVR0OBBYEFOnJYOlIyNMcJ8BTJ3G9/8F0PfbVMB8G' +
  'A1UdIwQYMBaAFOnJYOlIyNMcJ8BTJ3G9/8F0PfbVMA8GA1UdEwEB/wQFMAMBAf8wIAYDVR0RBBkwF4IVaG9va3Mu' +
  'cGFydG5lci5leGFtcGxlMAoGCCqGSM49BAMCA0cAMEQCIASzDS0mS3zIwece4N/eK6YmezmMwzFJTs81ox2qyfs7' +
  'AiAvnkJrIfuwM0ryT46klDLyOsX2b5V3uVFgjml+qRRAng==';

/** A key and a certificate by itself, until 2126: of no worth to anybody but these tests. */
export const certificate = {
  key: createPrivateKey({ key: Buffer.from(keyDer, 'base64'), format: 'der', type: 'pkcs8' })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString(),
  cert: `-----BEGIN CERTIFICATE-----\n${certificateDer}\n-----END CERTIFICATE-----\n`,
};
