import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { hostOf } from './parse-webhook-url.ts';
import { isPublicAddress } from './public-address.ts';

/** What may be called, and how it is found. */
export interface Network {
  /** Finds every address of a name. */
  resolve(hostname: string, options: LookupOptions): Promise<readonly LookupAddress[]>;
  /** Whether an address that a name leads to may be called. */
  isAllowed(address: string): boolean;
}

/** A name leads to no address that may be called. */
export class NotPublicError extends Error {
  constructor() {
    super('The name leads to no address of the public internet.');
    this.name = 'NotPublicError';
  }
}

/** The public internet, by the system's resolver. */
export const publicInternet: Network = {
  resolve: (hostname, options) => lookup(hostname, { ...options, all: true }),
  isAllowed: isPublicAddress,
};

/**
 * Connects to where a URL leads, by TLS unless it is a loopback's: a name is looked up once, and the
 * socket goes to what was checked, so that a second answer for the same name changes nothing. The URL is
 * one that parseWebhookUrl takes: an address that stands in it is not looked up.
 *
 * @throws whatever kept it from connecting; nothing was sent then.
 */
export const connectTo = (url: URL, network: Network, signal: AbortSignal): Promise<Socket> =>
  new Promise((connected, reject) => {
    signal.throwIfAborted();
    const host = hostOf(url);
    const isTls = url.protocol === 'https:';
    const to = {
      host,
      port: Number(url.port || (isTls ? 443 : 80)),
      lookup: checkedLookup(network),
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

/** A look-up that gives only addresses that may be called, or fails. */
function checkedLookup({ resolve, isAllowed }: Network): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, options).then(
      (found) => {
        const open = found.filter(({ address }) => isAllowed(address));
        const [first] = open;
        if (first === undefined) callback(new NotPublicError(), '', 0);
        else if (options.all) callback(null, open);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };
}
