import type { ProcessRunner } from "../../kernel/index.ts";
import type { SensitiveArea, SensitiveChanges } from "../policy/index.ts";
import { type ApprovalFile, approvalFile } from "./approval-files.ts";
import { type Reviewers, signersOfCommit, signersOfText } from "./approvals.ts";
import type { ChangedFile, Checkout, CommitFacts } from "./git.ts";
import { matchesAny } from "./globs.ts";
import { reviewText } from "./review-text.ts";
import { trailers } from "./signed-commit.ts";

export interface ReviewQuestion {
  readonly checkout: Checkout;
  readonly base: string;
  readonly head: string;
  readonly sensitive: SensitiveChanges;
  /** Undefined when nobody's approval can be verified: then none counts. */
  readonly reviewers: Reviewers | undefined;
  readonly processes: ProcessRunner;
}

export interface CountedApproval {
  readonly fingerprint: string;
  /** The commit or the file that holds it. */
  readonly where: string;
}

export interface AreaAnswer {
  readonly area: string;
  readonly says: string;
  readonly files: readonly string[];
  readonly wanted: number;
  readonly approvals: readonly CountedApproval[];
  /** How many are missing still. */
  readonly missing: number;
  /** Approvals that were found and do not count, with the reason. */
  readonly refused: readonly { readonly where: string; readonly why: string }[];
}

export interface ReviewAnswer {
  /** Where the histories of base and head parted: what came after is the change. */
  readonly forkPoint: string;
  readonly head: string;
  readonly changedFiles: number;
  readonly changedLines: number;
  /** Whether the change is a large one that touches an area. */
  readonly isLarge: boolean;
  /** Only areas that the change touches. */
  readonly areas: readonly AreaAnswer[];
  /** Whether every touched area has its approvals. */
  readonly isApproved: boolean;
}

/** One area with the files of it that changed. */
interface Touched {
  readonly area: SensitiveArea;
  readonly matches: (path: string) => boolean;
  readonly files: readonly ChangedFile[];
}

/**
 * Which sensitive areas a change touches, and whether each was approved by enough people other than who made it. An approval
 * is a signed commit with the policy's trailer after which the area did not change any more, or a clear-signed file that
 * names exactly what changed. Reads git and keys, changes nothing.
 */
export async function requiredReviews(question: ReviewQuestion): Promise<ReviewAnswer> {
  const { checkout, sensitive } = question;
  const head = await checkout.commit(question.head);
  const forkPoint = await checkout.forkPoint(await checkout.commit(question.base), head);
  const files = await checkout.changes(forkPoint, head);
  const touched = touchedAreas(sensitive.areas, files);
  const lines = [...(await checkout.changedLines(forkPoint, head)).values()].reduce((sum, each) => sum + each, 0);
  const isLarge = lines >= sensitive.largeLines.value || files.length >= sensitive.largeFiles.value;
  const areas = touched.length === 0 ? [] : await judgeAreas(question, touched, forkPoint, head);
  return {
    forkPoint,
    head,
    changedFiles: files.length,
    changedLines: lines,
    isLarge: isLarge && touched.length > 0,
    areas,
    isApproved: areas.every(({ missing }) => missing === 0),
  };
}

/** The text to sign for each area that a change touches, by the area's name. */
export async function reviewTexts(
  checkout: Checkout,
  base: string,
  head: string,
  sensitive: SensitiveChanges,
): Promise<ReadonlyMap<string, string>> {
  const headId = await checkout.commit(head);
  const files = await checkout.changes(await checkout.forkPoint(await checkout.commit(base), headId), headId);
  return new Map(
    touchedAreas(sensitive.areas, files).map(({ area, files: own }) => [area.name, reviewText(area.name, own)]),
  );
}

function touchedAreas(areas: readonly SensitiveArea[], files: readonly ChangedFile[]): readonly Touched[] {
  return areas
    .map((area) => {
      const matches = matchesAny(area.paths);
      return { area, matches, files: files.filter(({ path }) => matches(path)) };
    })
    .filter(({ files: own }) => own.length > 0);
}

/** An approval that was found, whoever made it. */
interface Found {
  readonly where: string;
  readonly signers: readonly string[];
  readonly why?: string;
}

async function judgeAreas(
  question: ReviewQuestion,
  touched: readonly Touched[],
  forkPoint: string,
  head: string,
): Promise<readonly AreaAnswer[]> {
  const { checkout } = question;
  const commits = await checkout.commits(forkPoint, head);
  const paths = new Map<string, readonly string[]>();
  for (const { id } of commits) paths.set(id, await checkout.touched(id));
  const answers: AreaAnswer[] = [];
  for (const one of touched) {
    const makers = commits.filter(({ id }) => paths.get(id)?.some(one.matches));
    const found = [...(await inCommits(question, one, commits, head)), ...(await inFiles(question, one, head))];
    answers.push(await answerFor(question, one, found, makers));
  }
  return answers;
}

/** Signed commits that name the area in their trailer, and since which the area's files are as they are now. */
async function inCommits(
  { checkout, processes, reviewers, sensitive }: ReviewQuestion,
  { area, matches }: Touched,
  commits: readonly CommitFacts[],
  head: string,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { id, message } of commits) {
    const named = trailers(message, sensitive.trailer).flatMap((value) => value.split(/[\s,]+/));
    if (!named.includes(area.name)) continue;
    const where = `commit ${id}`;
    if (!reviewers) found.push({ where, signers: [], why: "There is no keyring to verify it with." });
    else if ((await checkout.changes(id, head)).some(({ path }) => matches(path))) {
      found.push({ where, signers: [], why: "Files of the area changed after it." });
    } else {
      const answer = await signersOfCommit(processes, reviewers, await checkout.rawCommit(id));
      found.push(
        "whyNone" in answer ? { where, signers: [], why: answer.whyNone } : { where, signers: answer.fingerprints },
      );
    }
  }
  return found;
}

/** Clear-signed files in the approval folder; those for another area or another change are passed over with a word. */
async function inFiles(
  { checkout, processes, reviewers, sensitive }: ReviewQuestion,
  { area, files }: Touched,
  head: string,
): Promise<readonly Found[]> {
  const wanted = reviewText(area.name, files);
  const found: Found[] = [];
  for (const path of await checkout.filesIn(head, sensitive.approvalDirectory)) {
    const bytes = await checkout.file(head, path);
    if (!bytes) continue;
    const file = approvalFile(path, bytes);
    const whyNone = whyForNone(file, sensitive.areas);
    if (whyNone !== undefined) found.push({ where: path, signers: [], why: whyNone });
    if (file.kind !== "names" || !file.areas.includes(area.name)) continue;
    if (!reviewers) {
      found.push({ where: path, signers: [], why: "There is no keyring to verify it with." });
      continue;
    }
    const answer = await signersOfText(processes, reviewers, bytes);
    if ("whyNone" in answer) found.push({ where: path, signers: [], why: answer.whyNone });
    else if (answer.signedText !== wanted) found.push({ where: path, signers: [], why: "It approves another change." });
    else found.push({ where: path, signers: answer.fingerprints });
  }
  return found;
}

/** Why a file is an approval of no area that there is: whoever made it thinks that it counts. */
function whyForNone(file: ApprovalFile, areas: readonly SensitiveArea[]): string | undefined {
  if (file.kind === "beside") return undefined;
  if (file.kind === "names-none") {
    return "It names no area: an approval is the text of `sameday review text`, clear-signed with `gpg --clearsign`.";
  }
  if (file.areas.some((named) => areas.some(({ name }) => name === named))) return undefined;
  return `The policy has no area ${file.areas.map((name) => JSON.stringify(name)).join(", ")}; it has: ${areas.map(({ name }) => name).join(", ")}.`;
}

/** Counts each person once, and nobody who made the change, by their key or by an address that their key names. */
async function answerFor(
  { checkout, processes, reviewers }: ReviewQuestion,
  { area, files }: Touched,
  found: readonly Found[],
  makers: readonly CommitFacts[],
): Promise<AreaAnswer> {
  const makerKeys = new Set<string>();
  const makerMails = new Set(makers.map(({ authorMail }) => authorMail.toLowerCase()));
  if (reviewers && found.some(({ signers }) => signers.length > 0)) {
    for (const { id } of makers) {
      const answer = await signersOfCommit(processes, reviewers, await checkout.rawCommit(id));
      if ("fingerprints" in answer) for (const key of answer.fingerprints) makerKeys.add(key);
    }
  }
  const isMaker = (key: string): boolean =>
    makerKeys.has(key) || [...(reviewers?.mailsOf.get(key) ?? [])].some((mail) => makerMails.has(mail));
  const approvals = new Map<string, CountedApproval>();
  const refused: { where: string; why: string }[] = [];
  for (const { where, signers, why } of found) {
    if (why !== undefined) refused.push({ where, why });
    for (const fingerprint of signers) {
      if (isMaker(fingerprint)) refused.push({ where, why: `${fingerprint} made the change that it approves.` });
      else if (!approvals.has(fingerprint)) approvals.set(fingerprint, { fingerprint, where });
    }
  }
  return {
    area: area.name,
    says: area.says,
    files: files.map(({ path }) => path),
    wanted: area.approvals.value,
    approvals: [...approvals.values()],
    missing: Math.max(0, area.approvals.value - approvals.size),
    refused,
  };
}
