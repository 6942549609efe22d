import { type IssueId, isSealedId, type ProcessRunner, SamedayError, type SealedId } from "../../kernel/index.ts";
import { type Checkout, createCheckout } from "../land/checkout.ts";

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
 * Under which names sealed issues are public in a data directory, from the messages of its commits alone; those that are not
 * disclosed there are absent. Nothing sealed is opened, so that whoever asks needs no key and learns nothing but this.
 * None for a directory without git or without a commit.
 */
export async function disclosedNames(
  processes: ProcessRunner,
  directory: string,
  ids: readonly SealedId[],
): Promise<ReadonlyMap<SealedId, IssueId>> {
  const checkout = createCheckout(processes, directory);
  const found = new Map<SealedId, IssueId>();
  if (!(await hasCommits(checkout))) return found;
  for (const id of ids.filter(isSealedId)) {
    const commit = await checkout.commitSaying(sealedLine(id));
    const name = commit === undefined ? undefined : nameInMessage(await checkout.messageOf(commit), id);
    if (name !== undefined) found.set(id, name);
  }
  return found;
}

async function hasCommits(checkout: Checkout): Promise<boolean> {
  try {
    return (await checkout.head()) !== undefined;
  } catch (error) {
    if (error instanceof SamedayError && error.code === "INPUT_INVALID") return false;
    throw error;
  }
}
