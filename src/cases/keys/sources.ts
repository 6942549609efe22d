import type { KeyLookupSettings } from "../../distribution/index.ts";
import { wkdAddresses } from "./wkd-address.ts";

/** Somebody who may be asked for keys of an address. */
export interface KeySource {
  /** For people and for the record: `WKD`, `keyserver keys.openpgp.org`. */
  readonly name: string;
  readonly urls: readonly string[];
  /** Whether each of them is asked, or one after the other until one has keys. */
  readonly asksAll: boolean;
  /** Whether, of several keys, the youngest is meant: a domain publishes its own, a keyserver takes anybody's. */
  readonly severalAreOnes: boolean;
}

/**
 * Everybody whom the settings allow to be asked, in the order in which they are asked. Keyservers are asked for keys on file
 * by fingerprint too: one that is revoked may not be found by its address any more.
 */
export function sourcesFor(
  settings: KeyLookupSettings,
  address: string,
  onFile: readonly string[] = [],
): readonly KeySource[] {
  const wkd = settings.wkd ? wkdAddresses(address) : [];
  return [
    ...(wkd.length > 0 ? [{ name: "WKD", urls: wkd, asksAll: false, severalAreOnes: true }] : []),
    ...settings.keyservers.flatMap((server) => keyserver(server, address, onFile)),
  ];
}

const SERVER = /^(?:hkps|https):\/\/([A-Za-z0-9.-]+(?::\d+)?)(\/[A-Za-z0-9./_-]*?)?\/*$/;

/**
 * A keyserver's own interface, which knows verified addresses alone, and then the older one (draft-gallagher-openpgp-hkp),
 * behind which there may be a server that checks nothing. Only over TLS.
 */
function keyserver(server: string, address: string, onFile: readonly string[]): readonly KeySource[] {
  const [, host, path = ""] = SERVER.exec(server) ?? [];
  if (host === undefined) return [];
  const vks = `https://${host}${path}/vks/v1`;
  const hkp = `https://${host}${path}/pks/lookup?op=get&options=mr&exact=on&search=`;
  const asked = encodeURIComponent(address);
  const known = onFile.flatMap((fingerprint) => [`${vks}/by-fingerprint/${fingerprint}`, `${hkp}0x${fingerprint}`]);
  const urls = [...known, `${vks}/by-email/${asked}`, ...(known.length > 0 ? [] : [`${hkp}${asked}`])];
  return [{ name: `keyserver ${host}`, urls, asksAll: known.length > 0, severalAreOnes: false }];
}
