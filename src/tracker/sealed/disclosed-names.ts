import { type IssueId, isSealedId, type ProcessRunner, SamedayError, type SealedId } from "../../kernel/index.ts";
import { type Checkout, createCheckout } from "../land/checkout.ts";
import { type FormerName, formerNames, ISSUE_NAMES_FILE, parseIssueNames, presentName } from "../names/issue-names.ts";

/**
 * What a public commit of a disclosure says, in words that its writer and its readers share: which sealed issues became which
 * public ones. This is all that the public data ever tells of sealed names, and only from the disclosure on.
 */
export interface DisclosureWords {
  readonly ids: readonly SealedId[];
  /** The public names, in the same order. */
  readonly names: readonly IssueId[];
}

/** `Disclose CVE-2026-1234`, and a line `Sealed: S-204817365` for each. */
export function formatDisclosure({ ids, names }: DisclosureWords): string {
  return `Disclose ${names.join(" ")}\n\n${ids.map(sealedLine).join("\n")}`;
}

/** The line by which the commit of an issue's disclosure is found. */
export function sealedLine(id: SealedId): string {
  return `Sealed: ${id}`;
}

/** The name that a message of `formatDisclosure` gives an issue; undefined in any other message. */
export function nameInMessage(message: string, id: SealedId): IssueId | undefined {
  const [head = "", ...lines] = message.split("\n");
  const ids = lines.flatMap((line) => /^Sealed: (S-\d{9})$/.exec(line)?.[1] ?? []);
  const [verb, ...names] = head.split(" ");
  return verb === "Disclose" && names.length === ids.length ? names[ids.indexOf(id)] : undefined;
}

/**
 * Under which names sealed issues are public in a data directory now, from its commits alone: the name that their disclosure
 * says, or what became of it since (`issue-names`: a temporary name that got a number). Those that are not disclosed there are
 * absent. Nothing sealed is opened, so that whoever asks needs no key and learns nothing but this.
 * None for a directory without git or without a commit.
 */
export async function disclosedNames(
  processes: ProcessRunner,
  directory: string,
  ids: readonly SealedId[],
): Promise<ReadonlyMap<SealedId, IssueId>> {
  const all = await everyDisclosedName(processes, directory, ids);
  return new Map(Array.from(all, ([id, [now]]) => [id, now] as const));
}

/** As `disclosedNames`, with the names that each had since its disclosure behind the present one. */
export async function everyDisclosedName(
  processes: ProcessRunner,
  directory: string,
  ids: readonly SealedId[],
): Promise<ReadonlyMap<SealedId, readonly [IssueId, ...IssueId[]]>> {
  const checkout = createCheckout(processes, directory);
  const found = new Map<SealedId, readonly [IssueId, ...IssueId[]]>();
  if (!(await hasCommits(checkout))) return found;
  const names = await namesIn(checkout);
  for (const id of ids.filter(isSealedId)) {
    const disclosure = await disclosureOf(checkout, id);
    if (disclosure === undefined) continue;
    const now = presentName(names, disclosure.name);
    found.set(id, [now, ...formerNames(names, now)]);
  }
  return found;
}

/**
 * The commit that says that an issue was disclosed, and as what. Of several the oldest: whoever commits later cannot give it
 * another name, and one that only mentions it is none.
 */
export async function disclosureOf(
  checkout: Checkout,
  id: SealedId,
): Promise<{ readonly commit: string; readonly name: IssueId } | undefined> {
  for (const commit of await checkout.commitsSaying(sealedLine(id))) {
    const name = nameInMessage(await checkout.messageOf(commit), id);
    if (name !== undefined) return { commit, name };
  }
  return undefined;
}

/** What an issue is called by now, as the checked-out commit's `issue-names` has it. */
export async function nameByNow(checkout: Checkout, name: IssueId): Promise<IssueId> {
  return presentName(await namesIn(checkout), name);
}

async function namesIn(checkout: Checkout): Promise<readonly FormerName[]> {
  const head = await checkout.head();
  const bytes = head === undefined ? undefined : await checkout.file(head, ISSUE_NAMES_FILE);
  return bytes === undefined ? [] : parseIssueNames(bytes, ISSUE_NAMES_FILE).value;
}

async function hasCommits(checkout: Checkout): Promise<boolean> {
  try {
    return (await checkout.head()) !== undefined;
  } catch (error) {
    if (error instanceof SamedayError && error.code === "INPUT_INVALID") return false;
    throw error;
  }
}
