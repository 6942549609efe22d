import { type IssueId, isSealedId, type Problem, SamedayError } from "../../kernel/index.ts";
import { type Checkout, createCheckout } from "../land/checkout.ts";
import type { Layer } from "../layers/layer.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { type TrackerProblem, type TrackerProblemCode, trackerProblem } from "../problem-codes.ts";
import { ACCESS_FILE, type AccessList, holds } from "./access-list.ts";
import type { OpenedMessage, SealedWorld } from "./ports.ts";
import { readAccess, signers } from "./read-access.ts";
import { type SealedId, sealedIdIn } from "./sealed-id.ts";
import { parseSealedText, type SealedText, sealedPath } from "./sealed-text.ts";

/** One sealed issue in force. */
export interface SealedIssue extends SealedText {
  readonly id: SealedId;
  /** Who signed it: an id of the definition. */
  readonly author: string;
  readonly signedAt: Date;
  /** The clear-signed text as it was sealed, padding included. */
  readonly signed: Uint8Array;
}

/** A file that says nothing in answers, and why. */
export interface SetAside {
  readonly id: SealedId;
  readonly problems: readonly Problem[];
  /** What was in it, when it could be opened: nobody vouches for that. */
  readonly signed: Uint8Array | undefined;
}

export interface SealedLayer {
  readonly checkout: Checkout;
  /** The commit that was read. */
  readonly commit: string;
  readonly access: AccessList;
  /** By name; those that were disclosed already are among them. */
  readonly issues: readonly SealedIssue[];
  readonly setAside: readonly SetAside[];
  readonly problems: readonly Problem[];
  /** An older access list stands there than the one that records were sealed under: nothing may be written. */
  readonly accessPutBack: boolean;
}

/**
 * Opens a sealed layer as its last commit has it; the work tree is not looked at. A record that cannot be opened, or whose
 * signer had no access, is set aside with its problems, and the rest is in force. Throws INPUT_INVALID when the directory is
 * no sealed layer, and what `readAccess` throws.
 */
export async function readSealedLayer(world: SealedWorld): Promise<SealedLayer> {
  const checkout = createCheckout(world.processes, world.directory);
  const commit = await checkout.head();
  const signed = commit === undefined ? undefined : await checkout.file(commit, ACCESS_FILE);
  if (commit === undefined || signed === undefined) {
    throw new SamedayError("INPUT_INVALID", `${world.directory} is no sealed layer: no commit has ${ACCESS_FILE}.`);
  }
  const access = await readAccess(world, signed);
  const ids = (await checkout.paths(commit)).flatMap((path) => sealedIdIn(path) ?? []).sort();
  const messages = await Promise.all(ids.map((id) => checkout.file(commit, sealedPath(id))));
  const opened = await world.crypto.open(messages.map((message) => message ?? new Uint8Array()));
  const issues: SealedIssue[] = [];
  const setAside: SetAside[] = [];
  const taken = new Map<IssueId, SealedId>();
  for (const [index, id] of ids.entries()) {
    const found = await readOne(world, access, id, opened[index] as OpenedMessage);
    const other = "author" in found && found.head.disclosedAs === undefined ? taken.get(found.name) : undefined;
    if (!("author" in found)) setAside.push(found);
    else if (other !== undefined) {
      const problems = [problem("sealed-duplicate", id, `${id} is about the same issue as ${other}.`)];
      setAside.push({ id, problems, signed: found.signed });
    } else {
      issues.push(found);
      if (found.head.disclosedAs === undefined) taken.set(found.name, id);
    }
  }
  const accessPutBack = issues.some(({ head }) => head.access > access.revision);
  const problems: Problem[] = setAside.flatMap((one) => one.problems);
  if (accessPutBack) {
    const message = "Records were sealed under a later access list than this one.";
    problems.push(trackerProblem("sealed-put-back", message, { file: ACCESS_FILE, line: 1, column: 1 }));
  }
  return { checkout, commit, access, issues, setAside, problems, accessPutBack };
}

async function readOne(
  { crypto, people }: SealedWorld,
  access: AccessList,
  id: SealedId,
  opened: OpenedMessage,
): Promise<SealedIssue | SetAside> {
  if ("refused" in opened) {
    return { id, problems: [problem("sealed-unreadable", id, opened.message)], signed: undefined };
  }
  const signed = opened.plain;
  const aside = (problems: readonly Problem[]): SetAside => ({ id, problems, signed });
  let verified: Awaited<ReturnType<typeof crypto.verify>>;
  try {
    verified = await crypto.verify(signed);
  } catch (error) {
    if (!(error instanceof SamedayError) || error.code !== "SIGNATURE_BAD") throw error;
    return aside([problem("sealed-signature", id, error.message)]);
  }
  const authors = signers(people, verified.fingerprints);
  const author = authors.find((one) => {
    const entry = access.people.find(({ person }) => person === one.id);
    return entry !== undefined && holds(entry, verified.signedAt);
  });
  if (author === undefined) {
    const who = authors[0]?.id ?? verified.fingerprints[0] ?? "nobody";
    return aside([problem("sealed-signer", id, `It is signed by ${who}, who had no access then.`)]);
  }
  const { value, problems } = parseSealedText(verified.text, id);
  if (value === undefined) return aside(problems);
  if (value.head.layer !== access.layer) {
    return aside([problem("sealed-form", id, `It was sealed for the layer ${value.head.layer}, not for this one.`)]);
  }
  return { ...value, id, author: author.id, signedAt: verified.signedAt, signed };
}

/** The sealed issues as one more layer, to be laid over the public ones. What was disclosed says nothing in it. */
export function asLayer({ issues }: Pick<SealedLayer, "issues">): Layer {
  const lists = issues
    .filter(({ head }) => head.disclosedAs === undefined)
    .map(({ file, name }) => ({ ...file, about: name }));
  return { ...parseLayer("sealed", new Map()), lists };
}

/** The name under which answers know an issue that was asked for by its sealed name; any other name as it is. */
export function nameInAnswers({ issues }: Pick<SealedLayer, "issues">, asked: string): IssueId {
  return (isSealedId(asked) ? issues.find(({ id }) => id === asked)?.name : undefined) ?? asked;
}

/** Throws NOT_FOUND, or INPUT_INVALID for one that is set aside. */
export function sealedIssue(layer: SealedLayer, id: string): SealedIssue {
  const found = layer.issues.find((issue) => issue.id === id);
  if (found) return found;
  const aside = layer.setAside.find((one) => one.id === id);
  if (aside) throw new SamedayError("INPUT_INVALID", `${id} is set aside: ${aside.problems[0]?.message ?? ""}`);
  throw new SamedayError("NOT_FOUND", `The sealed layer has no ${id}.`);
}

function problem(code: TrackerProblemCode, id: SealedId, message: string): TrackerProblem {
  return trackerProblem(code, message, { file: sealedPath(id), line: 1, column: 1 });
}
