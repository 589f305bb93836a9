import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { hostOf } from './parse-webhook-url.ts';
import { isPublicAddress } from './public-address.ts';

/** Finds every address of a name. */
export type ResolveName = (
  hostname: string,
  options: LookupOptions,
) => Promise<readonly LookupAddress[]>;

/** A name leads to no address of the public internet. */
export class NotPublicError extends Error {
  constructor() {
    super('The name leads to no address of the public internet.');
    this.name = 'NotPublicError';
  }
}

/** Asks the system's resolver. */
export const resolveName: ResolveName = (hostname, options) =>
  systemLookup(hostname, { ...options, all: true });

/**
 * Connects to where a URL leads, by TLS unless it is a loopback's: a name is looked up once, and the
 * socket goes to what was checked, so that a second answer for the same name changes nothing. The URL is
 * one that parseWebhookUrl admits: an address that stands in it is not looked up.
 *
 * @throws whatever kept it from connecting; nothing was sent then.
 */
export const connectPublicly = (
  url: URL,
  resolve: ResolveName,
  signal: AbortSignal,
): Promise<Socket> =>
  new Promise((connected, reject) => {
    signal.throwIfAborted();
    const host = hostOf(url);
    const isTls = url.protocol === 'https:';
    const to = {
      host,
      port: Number(url.port || (isTls ? 443 : 80)),
      lookup: publicLookup(resolve),
    };
    const socket = isTls
      ? connectTls({ ...to, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp(to);
    const abort = () => socket.destroy(new DOMException('no connection in time', 'TimeoutError'));
    signal.addEventListener('abort', abort, { once: true });
    // It stays: an error between two listeners would end the process.
    socket.on('error', reject);
    socket.once('close', () => signal.removeEventListener('abort', abort));
    socket.once(isTls ? 'secureConnect' : 'connect', () => connected(socket));
  });

/** A look-up that gives only addresses of the public internet, or fails. */
function publicLookup(resolve: ResolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options).then(
      (found) => {
        const open = found.filter(({ address }) => isPublicAddress(address));
        const [first] = open;
        if (first === undefined) callback(new NotPublicError(), '', 0);
        else if (options.all) callback(null, open);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };
}
