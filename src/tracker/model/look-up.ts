import type { Claim, PlacedRemark } from "./claim.ts";
import { keyOf } from "./key-of.ts";
import type { ResolvedIssue } from "./resolve-issue.ts";

/** What is looked up in an issue's lines. */
interface Tables {
  readonly claims: ReadonlyMap<string, Claim>;
  readonly remarks: ReadonlyMap<string, PlacedRemark>;
  readonly byPackage: ReadonlyMap<string, readonly Claim[]>;
}

/** Nearly every issue has fewer lines than this, and looking through so few is quicker than making tables of them. */
const FEW = 16;
const tables = new WeakMap<ResolvedIssue, Tables>();
const NONE: readonly Claim[] = [];

/** What counts for one package and exactly this release; undefined as release is the default. */
export function claimFor(resolved: ResolvedIssue, packageName: string, release: string | undefined): Claim | undefined {
  if (resolved.claims.length > FEW) return tablesOf(resolved).claims.get(keyOf(packageName, release));
  for (const claim of resolved.claims) {
    if (claim.note.release === release && claim.note.package === packageName) return claim;
  }
  return undefined;
}

/** The remark about one package in exactly this release. */
export function remarkFor(resolved: ResolvedIssue, packageName: string, release: string): PlacedRemark | undefined {
  if (resolved.remarks.length > FEW) return tablesOf(resolved).remarks.get(keyOf(packageName, release));
  return resolved.remarks.find(({ remark }) => remark.package === packageName && remark.release === release);
}

/** Every claim about a package, in their order. */
export function claimsAbout(resolved: ResolvedIssue, packageName: string): readonly Claim[] {
  if (resolved.claims.length > FEW) return tablesOf(resolved).byPackage.get(packageName) ?? NONE;
  return resolved.claims.filter(({ note }) => note.package === packageName);
}

/** Whether a claim is about a package. */
export function speaksOf(resolved: ResolvedIssue, packageName: string): boolean {
  if (resolved.claims.length > FEW) return tablesOf(resolved).byPackage.has(packageName);
  return resolved.claims.some(({ note }) => note.package === packageName);
}

/** Each package that a claim is about once, in the order of the claims. */
export function packagesOf(resolved: ResolvedIssue): readonly string[] {
  if (resolved.claims.length > FEW) return [...tablesOf(resolved).byPackage.keys()];
  const packages: string[] = [];
  for (const { note } of resolved.claims) if (!packages.includes(note.package)) packages.push(note.package);
  return packages;
}

function tablesOf(resolved: ResolvedIssue): Tables {
  const known = tables.get(resolved);
  if (known) return known;
  const byPackage = new Map<string, Claim[]>();
  for (const claim of resolved.claims) {
    const there = byPackage.get(claim.note.package);
    if (there) there.push(claim);
    else byPackage.set(claim.note.package, [claim]);
  }
  const made: Tables = {
    claims: new Map(resolved.claims.map((claim) => [keyOf(claim.note.package, claim.note.release), claim])),
    remarks: new Map(resolved.remarks.map((one) => [keyOf(one.remark.package, one.remark.release), one])),
    byPackage,
  };
  tables.set(resolved, made);
  return made;
}
