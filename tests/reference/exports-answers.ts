import { compareVersions } from "../../src/kernel/index.ts";
import type { House } from "../../src/tracker/index.ts";
import { readOval } from "./exports-oval-reader.ts";
import { type Branch, type CsafDocument, readOpenvex, readOsv, readPurl } from "./exports-readers.ts";

/**
 * What a form says of `package release issue` beside open or not: urgency, decision, a planned fix. Each is read from the
 * document alone.
 */
export type Answers = ReadonlyMap<string, string>;

interface DebianJson {
  readonly [name: string]: {
    readonly [issue: string]: { readonly releases: Readonly<Record<string, DebianRelease>> };
  };
}

interface DebianRelease {
  readonly status: string;
  readonly urgency: string;
  readonly nodsa?: string;
  readonly nodsa_reason?: string;
  readonly next_point_update?: boolean;
}

interface WithRemediations {
  readonly vulnerabilities: readonly [
    { readonly remediations?: readonly { readonly details: string; readonly product_ids: readonly string[] }[] },
  ];
}

const SENTENCE =
  /^(?:Version 99 .*|The package is no longer supported|Of no practical importance|No advisory of its own|No fixed version is in)/;
const begun = (text: string): string => SENTENCE.exec(text)?.[0] ?? text;

/** Status, urgency, remark, its reason and the flag of a planned fix, `-` for what is absent. */
export function inDebianJson(text: string): Answers {
  const found = new Map<string, string>();
  for (const [name, issues] of Object.entries(JSON.parse(text) as DebianJson)) {
    for (const [issue, { releases }] of Object.entries(issues)) {
      for (const [release, said] of Object.entries(releases)) {
        const { status, urgency, nodsa = "-", nodsa_reason = "-", next_point_update } = said;
        const planned = next_point_update === true ? "yes" : "-";
        found.set(`${name} ${release} ${issue}`, [status, urgency, nodsa, nodsa_reason, planned].join());
      }
    }
  }
  return found;
}

/** Status, urgency and decision of each answer beside the ranges. */
export function inOsv(texts: readonly string[]): Answers {
  return new Map(
    texts.flatMap((text) => {
      const { id, database_specific } = readOsv(text);
      return database_specific.answers.map((one): [string, string] => [
        `${one.package} ${one.release} ${id.replace("DEBIAN-", "")}`,
        [one.status, one.urgency, JSON.stringify(one.decision ?? null)].join(),
      ]);
    }),
  );
}

/** The urgency beside the ranges. */
export function inOsvAffected(texts: readonly string[], house: House, releases: readonly string[]): Answers {
  const names = new Map(releases.map((one) => [house.versionOf(one) ?? one, one]));
  return new Map(
    texts.map(readOsv).flatMap(({ id, affected }) =>
      affected.map(({ package: about, ecosystem_specific }): [string, string] => {
        const release = names.get(about.ecosystem.replace("Debian:", ""));
        return [`${about.name} ${release} ${id.replace("DEBIAN-", "")}`, ecosystem_specific.urgency];
      }),
    ),
  );
}

/** The status, or of what is affected how the advice begins. */
export function inOpenvex(texts: readonly string[]): Answers {
  return new Map(
    texts.map(readOpenvex).flatMap(({ statements }) =>
      statements.flatMap((statement) =>
        statement.products.map(({ identifiers }): [string, string] => {
          const { name, release } = readPurl(identifiers.purl);
          const said = "action_statement" in statement ? begun(statement.action_statement) : statement.status;
          return [`${name} ${release} ${statement.vulnerability.name}`, said];
        }),
      ),
    ),
  );
}

/** What can be done about the version in the archive. */
export function inCsaf(texts: readonly string[]): Answers {
  const found = new Map<string, string>();
  for (const text of texts) {
    const { document, product_tree, vulnerabilities } = JSON.parse(text) as CsafDocument & WithRemediations;
    const purls = new Map<string, string>();
    const walk = (branch: Branch): void => {
      if (branch.product) {
        purls.set(branch.product.product_id, branch.product.product_identification_helper.purl);
      }
      branch.branches?.forEach(walk);
    };
    product_tree.branches.forEach(walk);
    const { known_affected = [], under_investigation = [] } = vulnerabilities[0].product_status;
    for (const { details, product_ids } of vulnerabilities[0].remediations ?? []) {
      for (const id of product_ids) {
        if (!known_affected.includes(id) && !under_investigation.includes(id)) continue;
        const { name, release } = readPurl(purls.get(id) ?? "");
        // A fix that is there is for older versions.
        if (!details.startsWith("Update to")) found.set(`${name} ${release} ${document.tracking.id}`, begun(details));
      }
    }
  }
  return found;
}

/** What each file says of a machine that has the package's binary of the same name. */
export function inOval(
  files: readonly { readonly path: string; readonly text: string }[],
  questions: readonly { readonly package: string; readonly release: string; readonly issue: string }[],
  version: string,
): Answers {
  const found = new Map<string, string>();
  for (const file of files) {
    const reader = readOval(file.text);
    for (const { package: name, release, issue } of questions) {
      if (!file.path.endsWith(`-${release}.xml`)) continue;
      const said = reader.says(issue, new Map([[name, version]]));
      if (said === "vulnerable" || said === "unknown") found.set(`${name} ${release} ${issue}`, said);
    }
  }
  return found;
}

/** As the client decides about a version: what is listed without a fix, or with a later one. */
export function inDebsecan(
  files: ReadonlyMap<string, string>,
  version: string,
  below: string,
  releases: readonly string[],
): Answers {
  const found = new Map<string, string>();
  for (const release of releases) {
    const [issues = "", packages = ""] = (files.get(below + release) ?? "").split("\n\n");
    const names = issues.split("\n").map((line) => line.split(",")[0] ?? "");
    const lines =
      below === "release/"
        ? issues
            .split("\n")
            .slice(1)
            .map((line) => line.split(","))
        : packages.split("\n").map((line) => {
            const [name, at, flags, fixed] = line.split(",");
            return [names[Number(at) + 1] ?? "", flags, name, fixed];
          });
    for (const [issue, flags = "", name, fixed = ""] of lines) {
      if (name !== undefined && (fixed === "" || compareVersions(version, fixed) < 0))
        found.set(`${name} ${release} ${issue}`, flags[1] ?? "");
    }
  }
  return found;
}
