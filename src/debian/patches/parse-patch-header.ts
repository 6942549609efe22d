import { decodeText } from "../deb822/decode.ts";

/** Where upstream made the same change. At least one of the two is there. */
export interface UpstreamCommit {
  readonly url?: string;
  /** 7 to 64 lower-case hex digits. */
  readonly id?: string;
}

/** What a patch says of itself (DEP-3), or the head of a mail that git wrote. Absent texts are ``. */
export interface PatchHeader {
  readonly description: string;
  readonly author: string;
  /** `upstream`, `backport`, `vendor` or `other`; `` when not said. */
  readonly originKind: string;
  readonly origin: string;
  /** Addresses of bug reports, upstream's first. */
  readonly bugs: readonly string[];
  readonly forwarded: string;
  readonly appliedUpstream: string;
  readonly lastUpdate: string;
  readonly upstreamCommits: readonly UpstreamCommit[];
}

const LONGEST_HEADER_LINES = 1000;
/** A patch comes from outside: a search inside one line must stay short. */
const LONGEST_LINE = 2000;
const START_OF_DIFF = /^(?:---|\+\+\+|diff |Index: |@@ |={20,})/;
const FIELD = /^([A-Za-z][A-Za-z0-9-]*):[ \t]*(.*)$/;

/** Reads the header above the first difference. A patch without one gives empty fields; nothing here is an error. */
export function parsePatchHeader(input: string | Uint8Array): PatchHeader {
  const lines = headerLines(decodeText(input).value);
  const fields = readFields(lines);
  const get = (...names: string[]): string =>
    names.map((name) => fields.get(name)?.[0] ?? "").find((text) => text) ?? "";
  const origin = get("origin");
  const upstream = fields.get("bug") ?? [];
  const others = [...fields].filter(([name]) => name.startsWith("bug-")).flatMap(([, values]) => values);
  return {
    description: get("description", "subject"),
    author: get("author", "from"),
    originKind: /^(upstream|backport|vendor|other)\b/i.exec(origin)?.[1]?.toLowerCase() ?? "",
    origin,
    bugs: [...upstream, ...others],
    forwarded: get("forwarded"),
    appliedUpstream: get("applied-upstream"),
    lastUpdate: get("last-update", "date"),
    upstreamCommits: findCommits(lines, origin, get("applied-upstream")),
  };
}

function headerLines(text: string): string[] {
  const lines = text.slice(0, 256 * 1024).split("\n", LONGEST_HEADER_LINES);
  const end = lines.findIndex((line) => START_OF_DIFF.test(line));
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => line.slice(0, LONGEST_LINE).trimEnd());
}

/** Field names in lower case; a text without a field name after an empty line belongs to the description (DEP-3). */
function readFields(lines: readonly string[]): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let current = "";
  const append = (name: string, text: string): void => {
    const values = fields.get(name) ?? [""];
    values[values.length - 1] = [values.at(-1), text].filter((part) => part !== "").join("\n");
    fields.set(name, values);
  };
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (/^From [0-9a-f]{40} /.test(line)) continue;
    if (name !== undefined && value !== undefined) {
      current = name.toLowerCase();
      fields.set(current, [...(fields.get(current) ?? []), value]);
    } else if (line === "") current = "";
    else if (current !== "" && /^[ \t]/.test(line)) append(current, line.trim() === "." ? "" : line.slice(1));
    else append(fields.has("subject") && !fields.has("description") ? "subject" : "description", line.trim());
  }
  return fields;
}

const COMMIT_URL =
  /https?:\/\/[^\s<>"']*?(?:\/commit\/(?:\?(?:[^\s<>"']*&)?id=)?|[?;&](?:id|h)=|\/\+\/|\/rev\/|\/changeset\/)([0-9a-f]{7,64})(?![0-9a-f])[^\s<>"',;)]*/gi;
const COMMIT_WORD = /\bcommit[: ]+([0-9a-f]{7,64})\b/gi;

/** Links and ids in Origin and Applied-Upstream first, then those that the text names, each commit once. */
function findCommits(lines: readonly string[], origin: string, applied: string): UpstreamCommit[] {
  const commits = new Map<string, UpstreamCommit>();
  for (const text of [origin, applied, lines.join("\n")]) {
    for (const match of text.matchAll(COMMIT_URL)) remember(commits, { url: trimLink(match[0]), id: match[1] ?? "" });
    for (const match of text.matchAll(COMMIT_WORD)) remember(commits, { id: match[1] ?? "" });
  }
  const link = /https?:\/\/[^\s<>"',;)]+/.exec(origin)?.[0];
  if (commits.size === 0 && link && /^(?:upstream|backport)\b/i.test(origin)) return [{ url: trimLink(link) }];
  return [...commits.values()];
}

function remember(commits: Map<string, UpstreamCommit>, found: { url?: string; id: string }): void {
  const id = found.id.toLowerCase();
  const known = [...commits.keys()].find((other) => other.startsWith(id) || id.startsWith(other));
  if (known === undefined) commits.set(id, { ...found, id });
  else if (found.url !== undefined && commits.get(known)?.url === undefined)
    commits.set(known, { url: found.url, id: known });
}

function trimLink(url: string): string {
  return url.replace(/[.,;)]+$/, "");
}
