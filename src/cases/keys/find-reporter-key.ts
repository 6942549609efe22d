import type { IntakeSettings } from "../../distribution/index.ts";
import type { Clock, ProcessRunner } from "../../kernel/index.ts";
import type { Certificate, MessageOpener, MessageSealer } from "../../openpgp/index.ts";
import { chooseKey, type PassedOver, whyUnusable } from "./choose-key.ts";
import { fetchBytes, patienceWith } from "./fetch-bytes.ts";
import { type KeySource, sourcesFor } from "./sources.ts";

/** What a search needs; `HandlingContext` has all of it. */
export interface SearchMeans {
  readonly intake: Pick<IntakeSettings, "keys">;
  readonly opener: Pick<MessageOpener, "readCertificates">;
  readonly sealer: Pick<MessageSealer, "merge">;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
}

/** What is known of somebody's keys before anybody is asked. */
export interface KnownKeys {
  /** The key that the answered mail brought along and that its judgement found good enough. */
  readonly came: Certificate | undefined;
  /** Pinned for the address. */
  readonly onFile: readonly Certificate[];
  /** Whether a key on file is asked about anew, as before sending: it may be revoked since. */
  readonly refresh?: boolean;
}

export interface FoundKey {
  readonly certificate: Certificate;
  /** `on file`, `came with the mail`, `WKD`, `keyserver keys.openpgp.org`. */
  readonly from: string;
  /** What the journal is to learn: nothing, a key that was looked up, or a newer copy of one on file. */
  readonly news: "none" | "pinned" | "refreshed";
}

export interface KeyFinding {
  readonly found: FoundKey | undefined;
  /** Newer copies of keys on file that say they are revoked; the journal is to learn of them. */
  readonly revoked: readonly Certificate[];
  readonly passedOver: readonly PassedOver[];
  /** Sources that gave no answer that can be read: perhaps tomorrow. */
  readonly silent: readonly string[];
}

/**
 * The key to answer an address with: the one on file, the one that came along, then whoever the definition allows to be
 * asked. A key on file is never replaced: another one is passed over and named. Nobody is asked where the settings name
 * nobody. Throws TOOL_MISSING; a source that fails is an answer.
 */
export async function findReporterKey(means: SearchMeans, address: string, known: KnownKeys): Promise<KeyFinding> {
  const now = means.clock.now();
  const { came, onFile } = known;
  const isOther = ({ fingerprint }: Certificate): boolean => !onFile.some((key) => key.fingerprint === fingerprint);
  const pinned = onFile.find((key) => whyUnusable(key, address, now) === undefined);
  if (onFile.length > 0) {
    const foreign = came && isOther(came) ? [passedFor(came, "the mail", CONFLICT)] : [];
    if (pinned && !known.refresh) return { ...NOTHING, found: asOnFile(pinned), passedOver: foreign };
    const asked = await ask(means, address, onFile);
    const fresh = await refreshed(means, onFile, asked.keys, address, now);
    const others = namedOnce(asked.keys.filter(({ key }) => isOther(key)));
    const unusable = onFile.flatMap((key) => {
      const isUsed = key.fingerprint === fresh.found?.certificate.fingerprint;
      const why = isUsed ? undefined : whyUnusable(key, address, now);
      return why === undefined ? [] : [passedFor(key, "on file", why)];
    });
    return { ...fresh, passedOver: [...foreign, ...unusable, ...others], silent: asked.silent };
  }
  const why = came && whyUnusable(came, address, now);
  if (came && why === undefined)
    return { ...NOTHING, found: { certificate: came, from: "came with the mail", news: "none" } };
  const passed = came && why !== undefined ? [passedFor(came, "the mail", why)] : [];
  return search(means, address, now, passed);
}

const CONFLICT = "it is another one than the key on file, which stays until a person decides";
const NOTHING: KeyFinding = { found: undefined, revoked: [], passedOver: [], silent: [] };

function asOnFile(certificate: Certificate): FoundKey {
  return { certificate, from: "on file", news: "none" };
}

function passedFor({ fingerprint }: Certificate, from: string, why: string): PassedOver {
  return { fingerprint, from, why };
}

/** The same key may be behind several addresses of one server. */
function namedOnce(keys: Asked["keys"]): readonly PassedOver[] {
  const named = keys.map(({ key, from }) => passedFor(key, from, CONFLICT));
  return [...new Map(named.map((each) => [`${each.fingerprint} ${each.from}`, each])).values()];
}

/** One source after the other, until one has a key that can be used. */
async function search(
  means: SearchMeans,
  address: string,
  now: Date,
  before: readonly PassedOver[],
): Promise<KeyFinding> {
  const passedOver = [...before];
  const silent: string[] = [];
  for (const source of sourcesFor(means.intake.keys, address)) {
    const { name: from, severalAreOnes } = source;
    const certificates = await keysOf(means, source);
    if (!certificates) {
      silent.push(from);
      continue;
    }
    const choice = chooseKey(certificates, { address, from, now, severalAreOnes });
    passedOver.push(...choice.passedOver);
    const { key } = choice;
    if (key) return { ...NOTHING, found: { certificate: key, from, news: "pinned" }, passedOver, silent };
  }
  return { ...NOTHING, passedOver, silent };
}

interface Asked {
  readonly keys: readonly { readonly key: Certificate; readonly from: string }[];
  readonly silent: readonly string[];
}

/** Everybody at once, for news of a key that is known. */
async function ask(means: SearchMeans, address: string, onFile: readonly Certificate[]): Promise<Asked> {
  const fingerprints = onFile.map(({ fingerprint }) => fingerprint);
  const sources = sourcesFor(means.intake.keys, address, fingerprints);
  const answers = await Promise.all(sources.map((source) => keysOf(means, source)));
  return {
    keys: answers.flatMap((keys, index) => (keys ?? []).map((key) => ({ key, from: sources[index]?.name ?? "" }))),
    silent: sources.flatMap(({ name }, index) => (answers[index] === undefined ? [name] : [])),
  };
}

/**
 * Keys on file with what their newer copies say: a revocation counts whoever brings it, since the key itself made it, and so
 * do a longer term and a newer part. What a copy lacks takes nothing away.
 */
async function refreshed(
  { sealer }: SearchMeans,
  onFile: readonly Certificate[],
  keys: Asked["keys"],
  address: string,
  now: Date,
): Promise<Pick<KeyFinding, "found" | "revoked">> {
  const revoked: Certificate[] = [];
  let found: FoundKey | undefined;
  for (const key of onFile.filter((each) => !each.revoked)) {
    const copies = keys.map((asked) => asked.key).filter(({ fingerprint }) => fingerprint === key.fingerprint);
    const merged = copies.length > 0 ? await sealer.merge([key, ...copies]) : key;
    if (merged.revoked) revoked.push(merged);
    else if (whyUnusable(merged, address, now) === undefined) {
      const isNews = Buffer.compare(merged.bytes, key.bytes) !== 0;
      found ??= isNews ? { certificate: merged, from: "on file", news: "refreshed" } : asOnFile(key);
    }
  }
  return { found, revoked };
}

/** What a source has: none, or undefined where it gave no answer. All its addresses together have one patience. */
async function keysOf(
  { runner, opener, intake, clock }: SearchMeans,
  { urls, asksAll }: KeySource,
): Promise<readonly Certificate[] | undefined> {
  const keys: Certificate[] = [];
  let answered = false;
  const away = new Set<string>();
  const { proxy } = intake.keys;
  const patience = patienceWith(proxy);
  const until = clock.now().getTime() + patience * 1000;
  for (const url of urls) {
    const { host } = new URL(url);
    // A clock that is set back gives nobody more.
    const left = Math.min(patience, (until - clock.now().getTime()) / 1000);
    if (left <= 0) break;
    if (away.has(host)) continue;
    const fetched = await fetchBytes(runner, url, proxy, left);
    if (fetched === "no-connection" || fetched === "too-slow") away.add(host);
    if (fetched === "none") answered = true;
    if (typeof fetched === "string") continue;
    const { certificates } = await opener.readCertificates(fetched.bytes);
    keys.push(...certificates);
    answered = true;
    if (keys.length > 0 && !asksAll) break;
  }
  return answered ? keys : undefined;
}
