import { type Changes, type Dsc, parseChanges, parseDsc } from "../../../debian/index.ts";
import type { Person } from "../../../distribution/index.ts";
import { formatProblem, type Parsed, SamedayError } from "../../../kernel/index.ts";
import { signedByPeople, sourceSigners } from "../../../signer/index.ts";
import type { LineContext } from "../../context.ts";
import { mayUpload } from "../../people.ts";

/** A file that was sent in; its content is in the blob store under this hash. */
export interface OfferedSource {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** An upload whose signature and hashes hold: who signed it, and its source package, complete. */
export interface Upload {
  /** Whose signature is the authority: of those who signed the .changes (or the bare .dsc) one who may upload this package, if any. */
  readonly signer: Person;
  readonly fingerprint: string;
  /** Everybody who signed the .dsc or the .changes, by id, sorted. */
  readonly uploaders: readonly string[];
  readonly signedAt: Date;
  readonly dsc: Dsc;
  readonly dscFile: OfferedSource;
  /** Suites that a .changes names; empty for a bare .dsc. */
  readonly distributions: readonly string[];
  /** The changelog's text that a .changes carries; empty for a bare .dsc. */
  readonly changes: string;
  readonly files: readonly (OfferedSource & { readonly role: "source" | "upload" })[];
}

const LARGEST_CONTROL_FILE = 4 * 1024 * 1024;

/**
 * Reads what was sent in: a clear-signed .changes or .dsc, and every file of the source by the hash that the signed file
 * gives. Throws INPUT_INVALID (what is missing or malformed), SIGNATURE_BAD, SIGNER_UNKNOWN, HASH_MISMATCH.
 */
export async function readUpload(context: LineContext, offered: readonly OfferedSource[]): Promise<Upload> {
  const changesFile = onlyOne(offered, ".changes");
  if (changesFile && !changesFile.name.endsWith("_source.changes")) {
    throw new SamedayError(
      "INPUT_INVALID",
      "Only source uploads are taken: make the .changes with dpkg-buildpackage -S.",
    );
  }
  const dscFile = onlyOne(offered, ".dsc");
  if (!dscFile) throw new SamedayError("INPUT_INVALID", "No .dsc is among the files: a source package is needed.");
  const carrier = changesFile ?? dscFile;
  const { runner, definition } = context;
  const signed = await signedByPeople(runner, definition, await readControlFile(context, carrier));
  const signedText = Buffer.from(signed.text);
  const changes = changesFile ? usable(parseChanges(signedText, changesFile.name)) : undefined;
  if (changes) requireFiles(changes.files, [dscFile]);
  const dscText = changesFile ? await plainText(context, dscFile) : signedText;
  const dsc = usable(parseDsc(dscText, dscFile.name));
  if (changes) requireSamePackage(changes, dsc);
  const source = await sourceFiles(context, offered, dsc);
  const authority = signed.signers.find(({ person }) => mayUpload(person, dsc.source)) ?? signed.signers[0];
  if (!authority) throw new SamedayError("SIGNATURE_BAD", `${carrier.name} carries no signature.`);
  const everybody = await sourceSigners(
    runner,
    definition,
    { ...dscFile, content: await readControlFile(context, dscFile) },
    changesFile ? [{ name: changesFile.name, content: await readControlFile(context, changesFile) }] : [],
  );
  return {
    signer: authority.person,
    fingerprint: authority.fingerprint,
    uploaders: [...new Set(everybody.map(({ person }) => person.id))].sort(),
    signedAt: signed.signedAt,
    dsc,
    dscFile,
    distributions: changes?.distributions ?? [],
    changes: changes?.changes ?? "",
    files: [
      { ...dscFile, role: "source" },
      ...source.map((file) => ({ ...file, role: "source" as const })),
      ...(changesFile ? [{ ...changesFile, role: "upload" as const }] : []),
    ],
  };
}

function onlyOne(offered: readonly OfferedSource[], ending: string): OfferedSource | undefined {
  const found = offered.filter((file) => file.name.endsWith(ending));
  if (found.length > 1) throw new SamedayError("INPUT_INVALID", `More than one ${ending} is among the files.`);
  return found[0];
}

async function readControlFile(context: LineContext, file: OfferedSource): Promise<Uint8Array> {
  if ((await context.blobs.size(file.sha256)) > LARGEST_CONTROL_FILE) {
    throw new SamedayError("INPUT_INVALID", `${file.name} is far larger than such a file ever is.`);
  }
  return context.blobs.read(file.sha256);
}

/** A .dsc inside a signed .changes is believed by its hash; a signature of its own is taken off by the same tool, or absent. */
async function plainText(context: LineContext, file: OfferedSource): Promise<Uint8Array> {
  const bytes = await readControlFile(context, file);
  if (!Buffer.from(bytes).toString("latin1").startsWith("-----BEGIN PGP SIGNED MESSAGE-----")) return bytes;
  return Buffer.from((await signedByPeople(context.runner, context.definition, bytes)).text);
}

function usable<T>({ value, problems }: Parsed<T | undefined>): T {
  if (value !== undefined) return value;
  const [problem] = problems;
  throw new SamedayError("INPUT_INVALID", problem ? formatProblem(problem) : "The file cannot be read.");
}

function requireSamePackage(changes: Changes, dsc: Dsc): void {
  if (changes.source === dsc.source && changes.sourceVersion === dsc.version) return;
  throw new SamedayError(
    "INPUT_INVALID",
    `The .changes is about ${changes.source} ${changes.sourceVersion}, the .dsc about ${dsc.source} ${dsc.version}.`,
  );
}

function requireFiles(named: readonly OfferedSource[], offered: readonly OfferedSource[]): void {
  for (const file of offered) {
    const entry = named.find((one) => one.name === file.name);
    if (!entry) throw new SamedayError("INPUT_INVALID", `The signed .changes does not name ${file.name}.`);
    if (entry.sha256 !== file.sha256) {
      throw new SamedayError("HASH_MISMATCH", `${file.name} is another file than the signed .changes names.`);
    }
  }
}

async function sourceFiles(
  context: LineContext,
  offered: readonly OfferedSource[],
  dsc: Dsc,
): Promise<OfferedSource[]> {
  return Promise.all(
    dsc.files.map(async (named) => {
      const file = offered.find((one) => one.name === named.name);
      if (!file || !(await context.blobs.has(named.sha256))) {
        throw new SamedayError("INPUT_INVALID", `${named.name}, which the .dsc names, was not sent.`);
      }
      if (file.sha256 !== named.sha256) {
        throw new SamedayError("HASH_MISMATCH", `${named.name} is another file than the signed .dsc names.`);
      }
      return { name: named.name, sha256: named.sha256, size: await context.blobs.size(named.sha256) };
    }),
  );
}
