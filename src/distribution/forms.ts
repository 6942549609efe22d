import { text } from "./read/leaves.ts";

/* The forms of words that stand in a definition. */

export const line = text({ form: "one line of text", mustBe: "one line of text that is not empty" });
export const name = text({
  form: "name, `[a-z][a-z0-9-]*`",
  pattern: /^[a-z][a-z0-9-]*$/,
  mustBe: "a name of small letters, digits and hyphens that begins with a letter",
});
export const suiteName = text({
  form: "suite name",
  pattern: /^[a-z0-9][a-z0-9.+-]*(?:\/[a-z0-9][a-z0-9.+-]*)*$/,
  mustBe: "a suite as the archive names it, such as bookworm-security",
});
export const component = text({
  form: "component",
  pattern: /^[a-z][a-z0-9-]*(?:\/[a-z][a-z0-9-]*)?$/,
  mustBe: "a component such as main",
});
export const architecture = text({
  form: "architecture",
  pattern: /^(?!(?:all|any|source)$)[a-z0-9]+(?:-[a-z0-9]+)*$/,
  mustBe: "a Debian architecture such as amd64",
});
export const sourcePackage = text({
  form: "source package or `*`",
  pattern: /^(?:\*|[a-z0-9][a-z0-9+.-]+)$/,
  mustBe: "a source package name, or *",
});
export const email = text({
  form: "mail address",
  pattern: /^[^\s@<>",;:]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/,
  mustBe: "a mail address such as security@example.org",
});
export const path = text({ form: "path, relative to the definition", mustBe: "a path" });
export const fingerprint = text({
  form: "fingerprint, 40 or 64 hex digits",
  pattern: /^(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/,
  mustBe: "the fingerprint of a primary key: 40 or 64 hex digits without blanks",
  normal: (digits) => digits.toUpperCase(),
});
export const archiveAddress = text({
  form: "address, or `machine`",
  pattern: /^(?:machine|https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?|file:\/\/\/[^\s?#]*)$/,
  accepts: (address) => address === "machine" || URL.canParse(address),
  mustBe: 'an http, https or file address without user name, or "machine"',
  normal: (address) => address.replace(/\/+$/, ""),
});
export const webAddress = text({
  form: "address",
  pattern: /^https?:\/\/[^\s/@?#]+(?:\/[^\s?#]*)?$/,
  accepts: (address) => URL.canParse(address),
  mustBe: "an http or https address without user name",
  normal: (address) => address.replace(/\/+$/, ""),
});
/** As `[intake]` compares them. */
export const ownAddress = text({
  form: "mail address",
  pattern: /^[^\s@<>",;:+]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/,
  mustBe: "a mail address such as security@example.org, without a plus sign: what stands behind one names a case",
  normal: (address) => address.toLowerCase(),
});
export const casePrefix = text({
  form: "capital letters and digits",
  pattern: /^[A-Z][A-Z0-9]{0,15}$/,
  mustBe: "at most 16 capital letters and digits, such as SEC",
});
export const policyWord = text({
  form: "name of a shipped policy, or path, relative to the definition",
  mustBe: "the name of a shipped policy, or a path",
});
export const lmtpPlace = text({
  form: "path of a unix socket, relative to the definition, or `127.0.0.1:PORT`",
  pattern: /^(?:(?:127\.0\.0\.1|\[::1\]):\d{1,5}|[^:]*\/[^:/]+)$/,
  accepts: (place) => !place.includes(":") || isPort(Number(place.slice(place.lastIndexOf(":") + 1))),
  mustBe: "a path with a slash, or a port of this machine alone such as 127.0.0.1:2424",
});
export const host = text({
  form: "host",
  pattern: /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])$/,
  mustBe: "the name of a host such as imap.example.org, or an address",
  normal: (written) => written.toLowerCase(),
});
export const keyserver = text({
  form: "`hkps://host`",
  pattern: /^hkps:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?$/,
  accepts: (address) => URL.canParse(address.replace(/^hkps/, "https")),
  mustBe: "an address such as hkps://keys.openpgp.org",
});
export const keyAddress = text({
  form: "https address",
  pattern: /^https:\/\/[^\s/@?#]+(?:\/[^\s#]*)?$/,
  accepts: (address) => URL.canParse(address),
  mustBe: "an https address without user name, such as https://example.org/security.asc",
});
export const proxy = text({
  form: "`socks5h://host:port` or `http://host:port`",
  pattern: /^(?:socks5h|http):\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$/,
  accepts: (address) => URL.canParse(address.replace(/^socks5h/, "http")),
  mustBe:
    "an address such as socks5h://127.0.0.1:9050 or http://proxy.example.org:3128, so that names are looked up behind it, too",
});
export const ed25519Key = text({
  form: "base64 of 32 bytes",
  pattern: /^[A-Za-z0-9+/]{43}=$/,
  mustBe: "a raw Ed25519 public key in base64 (44 characters)",
});
export const advisoryPrefix = text({
  form: "capital letters, digits and hyphens",
  pattern: /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/,
  mustBe: "capital letters, digits and hyphens, such as DSA",
});
export const place = text({
  form: "path, relative to the definition, or address",
  accepts: (written) => !/^https?:/.test(written) || URL.canParse(written),
  mustBe: "a path, or an http or https address",
});
export const transport = text({
  form: "`outbox`, `sendmail` or `smtp://host:port`",
  pattern: /^(?:outbox|sendmail|smtp:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]):\d{1,5})$/,
  accepts: (written) => !written.startsWith("smtp:") || URL.canParse(written),
  mustBe: '"outbox", "sendmail" or an address such as smtp://localhost:25',
});

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}
export const gitlabAddress = text({
  form: "https address; http only on this machine",
  pattern: /^(?:https:\/\/[^\s/@?#]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)(?:\/[^\s?#]*)?$/,
  accepts: (address) => URL.canParse(address),
  mustBe: "an https address without user name, or an http address of this machine",
  normal: (address) => address.replace(/\/+$/, ""),
});
export const gitlabProject = text({
  form: "path or number of a project",
  pattern: /^(?:\d+|[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+)$/,
  mustBe: "a project's path such as tpo/core/tor, or its number",
});
