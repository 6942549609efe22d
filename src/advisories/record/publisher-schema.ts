import { strictToml } from "../../distribution/index.ts";
import { instant } from "./leaves.ts";
import { address, line } from "./schema.ts";

/** Every key of the publisher's file, which all advisories of a house share. */

const { choice, list, located, optional, otherwise, required, table, text } = strictToml;

const mailAddress = text({
  form: "mail address",
  pattern: /^(?=.{3,254}$)[^\s@<>",;:()[\]\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/,
  mustBe: "a mail address such as security@example.org",
});
const root = text({
  form: "https address",
  pattern: /^(?=.{1,200}$)https:\/\/[^\s/@?#]+\.[^\s/@?#]+(?:\/[\w.~%-]+)*\/?$/,
  accepts: (written) => URL.canParse(written),
  mustBe: "an https address without query and user's name",
  normal: (written) => written.replace(/\/+$/, ""),
});
const contact = text({
  form: "`mailto:` or https address",
  pattern: /^(?=.{1,500}$)(?:mailto:[^\s@<>",;:()]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|https:\/\/[^\s/@?#]+\.[^\s@]+)$/,
  mustBe: "an address that begins with mailto: or https:",
});
const language = text({
  form: "language, `en`",
  pattern: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/,
  accepts: (tag) => new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(tag) !== undefined,
  mustBe: "a language such as en (RFC 5646)",
});

const release = table({
  codename: required(
    located(text({ form: "codename", pattern: /^[a-z][a-z0-9-]*$/, mustBe: "a codename" })),
    "As in `release` of a product.",
  ),
  version: optional(line, "Its number; none for a release without one, such as sid."),
});

const announcement = table({
  form: otherwise(
    choice(["debian", "general"]),
    "general",
    "`debian`: as readers of Debian's security announcements and their filters know it.",
    "`general`",
  ),
  from: required(mailAddress, "Who sends it."),
  to: required(list(mailAddress, { atLeast: 1 }), "To which lists."),
});

const securityTxt = table({
  contact: required(list(contact, { atLeast: 1 }), "Where problems are reported, the preferred way first."),
  expires: required(located(instant), "Until when the file can be believed: at most a year ahead."),
  encryption: optional(address, "Where the key for reports is."),
  policy: optional(address, "Where it says how reports are handled."),
  acknowledgments: optional(address, "Where reporters are thanked."),
  languages: otherwise(list(language), ["en"], "Languages in which reports are read.", "`en`"),
});

const openpgp = table({
  fingerprint: required(
    text({
      form: "fingerprint, 40 or 64 hex digits",
      pattern: /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/,
      mustBe: "the fingerprint of a primary key: 40 or 64 hex digits without blanks",
      normal: (digits) => digits.toUpperCase(),
    }),
    "The key that signs documents and announcements.",
  ),
  url: required(address, "Where the public key is."),
  "key-file": optional(
    text({
      form: "name of a file",
      pattern: /^(?!\.)[A-Za-z0-9._-]{1,100}$/,
      mustBe: "the name of a file that lies beside this one",
    }),
    "Where people sign: the public key, in a file beside this one. Not needed for the role key and for keys of people whom the definition names.",
  ),
});

const cve = table({
  "org-id": required(
    text({
      form: "UUID",
      pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      mustBe: "a UUID of version 4 in small letters, as the CVE programme gave it",
    }),
    "The organisation's id in the CVE programme.",
  ),
  "short-name": required(
    text({ form: "name", pattern: /^[A-Za-z0-9_.-]{2,32}$/, mustBe: "a name of 2 to 32 letters, digits and _.-" }),
    "Its short name there.",
  ),
});

/** The one ecosystem whose order of versions this program knows and that OSV has registered. */
const ecosystem = choice(["Debian"]);

export const publisher = table({
  name: required(line, "Who speaks: the distribution or the project."),
  contact: required(mailAddress, "The address that stands in documents."),
  category: otherwise(
    choice(["vendor", "coordinator"]),
    "vendor",
    "What the publisher is to what it writes about.",
    "`vendor`",
  ),
  website: required(root, "The publisher's own pages."),
  address: required(root, "Where the directory that `advisory write` makes will be served."),
  announcement: required(announcement, "How advisories are announced."),
  "security-txt": required(securityTxt, "What stands in `security.txt` (RFC 9116)."),
  openpgp: optional(openpgp, "The key; without it the tree is that of a CSAF provider who is not a trusted one."),
  cve: optional(cve, "As which organisation CVE records are written; without it none are."),
  "osv-ecosystem": optional(ecosystem, "The ecosystem of the packages in OSV; without it OSV's form names no package."),
  release: otherwise(list(release), [], "The releases of which products speak.", "none"),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;
export type PublisherRow = RowOf<typeof publisher>;
