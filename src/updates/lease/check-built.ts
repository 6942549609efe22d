import type { Statement } from "../../evidence/index.ts";
import { SamedayError, versionWithoutEpoch } from "../../kernel/index.ts";
import type { UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { NamedPackageFile } from "./read-package-names.ts";

/** What a build makes; anything else under a build's name would only hide something. */
const MADE = /^[A-Za-z0-9][A-Za-z0-9.+~_-]*\.(?:deb|udeb|buildinfo|changes)$/;
const STATED = /\.(?:u?deb|buildinfo)$/;
const PACKAGE = /\.u?deb$/;

type Named = { readonly name: string; readonly sha256: string };

/** No name twice: of two files under one name, people would look at one and machines get the other. Throws INPUT_INVALID. */
export function requireDistinct(files: readonly Named[]): void {
  const seen = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) throw invalid(`The builder names ${name} twice.`);
    seen.add(name);
  }
}

/**
 * Holds what a builder says it built against its signed statement and the update's other files.
 * Every .deb and .buildinfo stands in the statement by the same hash, and nothing stands there that did not come; no file
 * takes the name of one that somebody else brought; a package is what its file name says.
 * Throws INPUT_INVALID, or HASH_MISMATCH when the files are not those that were signed.
 */
export function checkBuilt(
  update: Pick<UpdateRecord, "architectures">,
  architecture: string,
  files: readonly NamedPackageFile[],
  statement: Statement,
  others: readonly UpdateFile[],
): void {
  requireStated(files, statement);
  const taken = new Set(others.filter((file) => !isReplaced(file, architecture)).map((file) => file.name));
  const own = update.architectures[0] === architecture ? [architecture, "all"] : [architecture];
  for (const file of files) {
    if (!MADE.test(file.name)) throw invalid(`${file.name} is no file that a build makes.`);
    if (taken.has(file.name)) throw invalid(`${file.name} is the name of a file that this build did not make.`);
    if (PACKAGE.test(file.name)) requireOwnName(file, own);
  }
  if (!files.some((file) => PACKAGE.test(file.name))) throw invalid("The builder names no package.");
  // The queue and the signer ask for both; a build without them would stop there, where nobody could mend it.
  for (const ending of [".buildinfo", ".changes"]) {
    if (!files.some((file) => file.name.endsWith(ending))) throw invalid(`The builder names no ${ending}.`);
  }
}

/** A build that is repeated brings its own files again; reports have names for people only. */
function isReplaced(file: UpdateFile, architecture: string): boolean {
  return file.role === "report" || (file.role === "built" && file.architecture === architecture);
}

function requireOwnName(file: NamedPackageFile, architectures: readonly string[]): void {
  if (!architectures.includes(file.package_architecture)) {
    throw invalid(`${file.name} is a package for ${file.package_architecture}, which this build was not asked for.`);
  }
  const stem = `${file.package}_${versionWithoutEpoch(file.package_version)}_${file.package_architecture}`;
  if (file.name.replace(PACKAGE, "") !== stem) throw invalid(`${file.name} holds the package ${stem}.`);
}

function requireStated(files: readonly Named[], statement: Statement): void {
  const stated = new Map(statement.subject.map(({ name, digest }) => [name, digest.sha256]));
  for (const { name, sha256 } of files) {
    const hash = stated.get(name);
    if (hash === undefined && !STATED.test(name)) continue;
    if (hash === undefined) throw mismatch(`The builder's statement does not name ${name}.`);
    if (hash !== sha256) throw mismatch(`The builder's statement gives another hash of ${name}.`);
    stated.delete(name);
  }
  const [absent] = stated.keys();
  if (absent !== undefined) throw mismatch(`${absent}, which the builder's statement names, is not among its files.`);
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}

function mismatch(message: string): SamedayError {
  return new SamedayError("HASH_MISMATCH", message);
}
