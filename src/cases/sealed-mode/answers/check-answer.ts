import { addressesIn, type Part, readMail } from "../../../mail/index.ts";
import { keyIdsOf, readRecipients } from "../../../openpgp/index.ts";

/** What an answer that somebody made on their machine has to be. */
export interface ExpectedAnswer {
  /** Lower case. */
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  /** Undefined where answers go to whom it is from. */
  readonly replyTo: string | undefined;
  /** The one that everybody on the way may read: the case's name. */
  readonly subject: string;
  /** Its beginning and its end, around the random part. */
  readonly messageId: { readonly begins: string; readonly ends: string };
  /** Ids that it may name in In-Reply-To and References. */
  readonly thread: readonly string[];
  readonly now: Date;
  /** Certificates, binary: it is encrypted to each of them and to nobody else. */
  readonly keys: readonly { readonly whose: string; readonly certificate: Uint8Array }[];
}

const LARGEST = 10 * 1024 * 1024;
const DAY_MS = 24 * 3_600_000;
/** Nothing else may stand outside: a header is a way to say something in clear. */
const ALLOWED = new Set([
  ...["from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"],
  ...["auto-submitted", "x-loop", "mime-version", "content-type"],
]);
const VERSION = /^Version: 1\r?\n?$/;

/**
 * Everything that is wrong with an answer before it may leave, one sentence each; none when it is PGP/MIME (RFC 3156, 4) to
 * exactly these keys with the headers that were given out. The desk cannot look inside; it sees to it that nothing of the
 * answer stands outside.
 */
export function faultsOfAnswer(raw: Uint8Array, expected: ExpectedAnswer): readonly string[] {
  if (raw.length > LARGEST) return ["It is larger than 10 MiB."];
  const { root, oddities } = readMail(raw);
  const odd = oddities.map(({ text }) => text);
  return [...odd, ...headerFaults(root, expected), ...bodyFaults(root, expected)];
}

function headerFaults({ headers }: Part, expected: ExpectedAnswer): readonly string[] {
  const one = (name: string): string => headers.get(name)?.raw ?? "";
  const addresses = (name: string): string =>
    addressesIn(one(name))
      .map(({ address }) => address.toLowerCase())
      .join(", ");
  const ids = [...one("in-reply-to").matchAll(/\S+/g), ...one("references").matchAll(/\S+/g)].map(([id]) => id);
  const { begins, ends } = expected.messageId;
  const id = one("message-id");
  const random = id.startsWith(begins) && id.endsWith(ends) ? id.slice(begins.length, id.length - ends.length) : "";
  const far = Math.abs(Date.parse(one("date")) - expected.now.getTime());
  const others = headers.all.map(({ name }) => name).filter((name) => !ALLOWED.has(name));
  const twice = headers.all.map(({ name }) => name).filter((name) => headers.count(name) > 1);
  const rules: readonly (readonly [boolean, string])[] = [
    [others.length === 0, `Its header says more than it may: ${[...new Set(others)].join(", ")}.`],
    [twice.length === 0, `A header stands twice: ${[...new Set(twice)].join(", ")}.`],
    [addresses("from") === expected.from, "It is not from the address that you write from."],
    [addresses("to") === expected.to, "It does not go to the reporter alone."],
    [addresses("cc") === expected.cc, "The security address does not get its copy, or somebody else does."],
    [addresses("reply-to") === (expected.replyTo ?? ""), "Answers to it would go elsewhere."],
    [one("subject") === expected.subject, `Its subject outside has to be "${expected.subject}".`],
    [/^[0-9a-z]{16}$/.test(random), "Its Message-ID is not of the form that the desk gives out."],
    [far < DAY_MS, "Its date is not of today."],
    [
      ids.every((each) => expected.thread.includes(each)),
      "It names messages that are none of its exchange with the reporter.",
    ],
    [/^(?:no)?$/.test(one("auto-submitted")), "It says that a program wrote it."],
    [addresses("x-loop") === expected.cc, "Its X-Loop is not the security address."],
  ];
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}

/** RFC 3156, 4: two parts, the second the one message; and nothing before, between or behind them. */
function bodyFaults(root: Part, { keys }: ExpectedAnswer): readonly string[] {
  const [version, data, ...more] = root.children;
  const isDeclared =
    root.mediaType === "multipart/encrypted" &&
    root.parameters.get("protocol")?.toLowerCase() === "application/pgp-encrypted";
  if (!isDeclared || !version || !data || more.length > 0) return ["It is not PGP/MIME with its two parts."];
  const isVersion = version.mediaType === "application/pgp-encrypted" && VERSION.test(latin1(version.content()));
  const text = latin1(data.content()).trim();
  const isBare =
    /^-----BEGIN PGP MESSAGE-----\r?\n(?:\r?\n|[A-Z][a-z]+: )/.test(text) && text.endsWith("-----END PGP MESSAGE-----");
  if (!isVersion || data.mediaType !== "application/octet-stream" || !isBare || !isAllOf(root)) {
    return ["Something stands beside its ciphertext."];
  }
  const recipients = readRecipients(data.content());
  if (!recipients) return ["Its ciphertext is not one encrypted OpenPGP message."];
  const { keyIds, passwords, isProtected } = recipients;
  const known = keys.map(({ whose, certificate }) => ({ whose, ids: keyIdsOf(certificate) }));
  const missing = known.filter(({ ids }) => !keyIds.some((id) => id !== undefined && ids.has(id)));
  const foreign = keyIds.filter((id) => id === undefined || !known.some(({ ids }) => ids.has(id)));
  return [
    ...(isProtected ? [] : ["Its ciphertext could be altered on its way."]),
    ...(passwords === 0 ? [] : ["It is encrypted to a password, too."]),
    ...missing.map(({ whose }) => `It is not encrypted to ${whose}.`),
    ...(foreign.length === 0 ? [] : ["It is encrypted to somebody else, too, or to a hidden key."]),
    ...(keyIds.length === keys.length || foreign.length > 0 ? [] : ["It is encrypted to a key more than once."]),
  ];
}

/** No text before the first boundary, behind the last, or in the header of a part. */
function isAllOf(root: Part): boolean {
  const inside = root.children.reduce((sum, { raw }) => sum + raw.length, 0);
  const boundary = root.parameters.get("boundary") ?? "";
  // Two openings, each with its line end and the one behind its part, and the close with its two dashes.
  const frame = 3 * (boundary.length + 2) + 2 * 4 + 2 + 2;
  const allowed = new Set(["content-type", "content-disposition", "content-description", "mime-version"]);
  const words = root.children.flatMap(({ headers }) => headers.all);
  const areShort = words.every(({ name, raw }) => allowed.has(name) && raw.length < 120);
  return areShort && root.body.length - inside <= frame + 4;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
