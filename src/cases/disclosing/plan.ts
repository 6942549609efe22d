import { dirname } from "node:path";
import type { Advisory } from "../../advisories/index.ts";
import { formatProblem, hasErrors, type Problem, type Sha256, sha256 } from "../../kernel/index.ts";
import type { KeptCase } from "../handling/kept.ts";
import { loadStaff } from "../handling/people/staff-of.ts";
import type { Db } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import { examineAdvisory } from "./forms-of-case.ts";
import { publishedBefore } from "./published-before.ts";
import { type Signing, signingOf, waitsForSignature } from "./signing.ts";
import { type Wait, waitsOf } from "./waits.ts";

/** Everything that one act will tell the world, for whoever decides on it. */
export interface DisclosurePlan {
  /** Of all that is shown here and of the record's own bytes: whoever decides names it, so that nothing else is published. */
  readonly seen: Sha256;
  readonly advisory: string;
  readonly title: string;
  readonly issues: readonly string[];
  readonly credits: readonly string[];
  /** `curl in bookworm: fixed in 7.88.1-10+deb12u9`. */
  readonly products: readonly string[];
  /** Below the directory that is served. */
  readonly files: readonly string[];
  readonly mailsTo: readonly string[];
  /** The announcement as its readers will see it. */
  readonly announcement: string;
  /** With which key documents and mails are signed; undefined when nothing is signed. */
  readonly signedBy: string | undefined;
  /** Who signs with it, and whether they have. It changes while what is told stays the same, so no part of `seen` is made of it. */
  readonly signing: Signing;
  /** Whether the tracker gets a record; it knows CVEs and Debian packages alone. */
  readonly inTracker: boolean;
  /** What is wrong, as sentences with places; none may be an error for it to be published. */
  readonly problems: readonly string[];
  readonly canPublish: boolean;
  /** What else the case needs before anybody may publish it, for whom that waits and until when; empty when it may be. */
  readonly waits: readonly Wait[];
  /** Why its id is another publication's; undefined where it is not. It stands among the problems too. */
  readonly taken: string | undefined;
}

/** The plan for a case as it stands. Nothing is written. */
export async function planOf(
  context: DisclosingContext,
  kept: KeptCase,
  db: Db = context.vault.store.db,
): Promise<DisclosurePlan> {
  const now = context.clock.now();
  const waits = waitsOf(kept, { at: now, staff: await loadStaff(context, db), policy: context.policy });
  const { record, forms, problems } = examineAdvisory(
    kept.advisory,
    dirname(context.definitionFile),
    now,
    kept.case.credit,
  );
  const says = (problem: Problem): string => {
    const { file = `the record of ${kept.case.id}`, line, column } = problem.place;
    return formatProblem({ ...problem, place: { file, line, column } });
  };
  // What stops it stands first: a refusal names the first.
  const sorted = [...problems].sort((a, b) => stops(b) - stops(a));
  if (!record) {
    const why = kept.advisory === "" ? [noneYet(kept.case.id)] : sorted.map(says);
    return { ...NOTHING, seen: sha256(kept.advisory), problems: why, waits };
  }
  const { advisory } = record;
  const { signing, problems: key } = await signingOf(context, advisory, forms, kept);
  const about = { caseId: kept.case.id, advisory: advisory.id, forms };
  const taken = await publishedBefore(context, db, about);
  const text = forms.find(({ kind }) => kind === "announcement");
  const said = (found: readonly Problem[]): readonly string[] => [
    ...(taken === undefined ? [] : [taken]),
    ...key,
    ...stray(advisory, kept),
    ...found.map(says),
    ...unsigned(advisory),
  ];
  const plan = {
    advisory: advisory.id,
    title: advisory.title,
    issues: advisory.issues.map(({ id }) => id),
    credits: advisory.credits.map(({ name, organization }) => (organization ? `${name} (${organization})` : name)),
    products: advisory.products.map(inWords),
    files: forms.map(({ path }) => path),
    mailsTo: advisory.publisher.openpgp ? advisory.publisher.announcement.to : [],
    announcement: Buffer.from(text?.bytes ?? []).toString("utf8"),
    signedBy: advisory.publisher.openpgp?.fingerprint,
    inTracker: speaksOfTracker(advisory),
    problems: said(sorted),
    canPublish: taken === undefined && !hasErrors(problems) && key.length === 0 && stray(advisory, kept).length === 0,
    taken,
  };
  const seen = sha256(JSON.stringify([{ ...plan, problems: said(sorted.filter(staysSaid)) }, kept.advisory]));
  if (signing.by !== "people" || signing.made || plan.signedBy === undefined || key.length > 0) {
    return { ...plan, signing, seen, waits };
  }
  const wait = waitsForSignature(signing, { key: plan.signedBy, id: kept.case.id, seen });
  const withWait = plan.canPublish ? [wait, ...plan.problems] : [...plan.problems, wait];
  return { ...plan, signing, seen, waits, problems: withWait, canPublish: false };
}

/** Instead of every key that a record of no bytes lacks. */
function noneYet(id: string): string {
  return `${id} has no advisory yet. Write one, and hand it in: \`sameday cases advisory ${id} --body-file advisory.toml\`.`;
}

/** That its date is yet to come passes with time alone, and whoever saw the plan before its hour names it at its hour. */
function staysSaid({ code }: Problem): boolean {
  return code !== "advisory-yet-to-come";
}

function stops({ severity }: Problem): number {
  return severity === "error" ? 1 : 0;
}

const NOTHING: Omit<DisclosurePlan, "seen" | "problems" | "waits"> = {
  advisory: "",
  title: "",
  issues: [],
  credits: [],
  products: [],
  files: [],
  mailsTo: [],
  announcement: "",
  signedBy: undefined,
  signing: { by: "nobody", holders: [], made: undefined },
  inTracker: false,
  canPublish: false,
  taken: undefined,
};

/** It can be published all the same; whoever decides has to know. */
function unsigned({ publisher }: Advisory): readonly string[] {
  if (publisher.openpgp !== undefined) return [];
  return ["The publisher's file names no key: documents are not signed, and no announcement is sent."];
}

/** The ids that the case was given and the ones that are published must be the same issues. */
function stray(advisory: Advisory, kept: KeptCase): readonly string[] {
  const published = new Set(advisory.issues.flatMap(({ id, also }) => [id, ...also]));
  return kept.case.ids
    .filter((id) => !published.has(id))
    .map(
      (id) =>
        `The case has the id ${id}, which the advisory does not name. Name it there, or take it back: \`sameday cases do ${kept.case.id} take-id-back id=${id}\`.`,
    );
}

function speaksOfTracker({ issues, products }: Advisory): boolean {
  return issues.some(({ id }) => id.startsWith("CVE-")) && products.some(({ scheme }) => scheme === "deb");
}

function inWords({ name, release, status, fixed }: Advisory["products"][number]): string {
  const place = release === undefined ? name : `${name} in ${release}`;
  if (status !== "affected") return `${place}: ${status.replaceAll("-", " ")}`;
  return fixed === undefined ? `${place}: affected, not fixed` : `${place}: fixed in ${fixed}`;
}
