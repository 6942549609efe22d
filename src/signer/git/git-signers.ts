import type { Distribution } from "../../distribution/index.ts";
import { formatProblem, type Parsed, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { everSignedDetached, usableKeyFiles, verifyDetached } from "../../openpgp/index.ts";
import { type EverSignedBy, peopleOf, type SignedBy } from "../rules/people.ts";
import { isNobodys, refusal } from "../rules/refusal.ts";
import { hashOfId } from "./git-object.ts";
import { parseObjectList } from "./object-list.ts";
import { parseSignedObject, type SignedObject } from "./signed-object.ts";
import { sourceTreeId } from "./source-tree-id.ts";

/** A tag or commit whose signature holds, and the one tree that it stands for. */
export interface GitSigned {
  readonly kind: "tag" | "commit";
  /** The name that the tag's signature covers; of a commit, its id. */
  readonly name: string;
  /** Of the tag, or of the commit itself. */
  readonly object: string;
  readonly commit: string;
  readonly tree: string;
  /** Who signed what was named: the authority is one of them. Never empty. */
  readonly signers: readonly SignedBy[];
  /** These, who signed the commit under the tag, and those whose signature on either has lapsed. */
  readonly everybody: readonly EverSignedBy[];
  readonly signedAt: Date;
}

/**
 * Who of the definition signed a tag or commit, checked on the objects' own bytes. Desk and signer ask this same function.
 * Throws INPUT_INVALID for a malformed proof, SIGNATURE_BAD, SIGNER_UNKNOWN when the key is nobody's.
 */
export async function gitSigners(
  runner: ProcessRunner,
  definition: Distribution,
  proof: { readonly name: string; readonly content: Uint8Array },
): Promise<GitSigned> {
  const objects = usable(parseObjectList(proof.content, proof.name), proof.name);
  const [first, second, ...more] = objects;
  const commitObject = first?.type === "tag" ? second : first;
  const isWhole = commitObject?.type === "commit" && more.length === 0 && (first?.type === "tag" || !second);
  if (!first || !commitObject || !isWhole) throw invalid(`${proof.name} holds a tag and its commit, or one commit.`);
  const commit = usable(parseSignedObject(commitObject), proof.name);
  const named = first === commitObject ? commit : usable(parseSignedObject(first), proof.name);
  if (named.type === "tag" && (named.target !== commitObject.id || named.targetType !== "commit")) {
    throw invalid(`The tag ${named.name} is not one of the commit ${commitObject.id}.`);
  }
  const { signers, signedAt } = await signersOf(runner, definition, named);
  return {
    kind: named.type,
    name: named.type === "tag" ? named.name : first.id,
    object: first.id,
    commit: commitObject.id,
    tree: commit.target,
    signers,
    everybody: await everSigned(runner, definition, named === commit ? [commit] : [named, commit]),
    signedAt,
  };
}

/** Everybody of the definition whose signature a git proof carries or carried; nobody when none is known. Throws INPUT_INVALID. */
export async function gitUploaders(
  runner: ProcessRunner,
  definition: Distribution,
  proof: { readonly name: string; readonly content: Uint8Array },
): Promise<readonly EverSignedBy[]> {
  const objects = usable(parseObjectList(proof.content, proof.name), proof.name);
  return everSigned(
    runner,
    definition,
    objects
      .filter(({ type }) => type === "tag" || type === "commit")
      .map((one) => usable(parseSignedObject(one), proof.name)),
  );
}

/**
 * That a source package holds the signed tree and nothing else, whoever packed it.
 * Throws HASH_MISMATCH when it does not, INPUT_INVALID when it cannot be told.
 */
export async function requireSignedTree(
  runner: ProcessRunner,
  signed: Pick<GitSigned, "kind" | "name" | "tree">,
  source: readonly { readonly name: string; readonly path: string }[],
): Promise<void> {
  const tree = await sourceTreeId(runner, source, hashOfId(signed.tree));
  if (tree === signed.tree) return;
  throw refusal(
    `The source package unpacks to the tree ${tree}, and the signed ${signed.kind} ${signed.name} names ${signed.tree}.`,
    "HASH_MISMATCH",
  );
}

async function signersOf(runner: ProcessRunner, definition: Distribution, object: SignedObject) {
  if (!object.signature)
    throw refusal(`The ${object.type} ${object.name} is not signed.`.replace("  ", " "), "SIGNATURE_BAD");
  const keyringFile = await usableKeyFiles(definition.people.map((person) => person.keyFile));
  if (keyringFile.length === 0) throw refusal("No key of any person can be read.", "SIGNATURE_BAD");
  const verified = await verifyDetached(runner, {
    message: object.payload,
    signature: object.signature,
    keyringFile,
  });
  const signers = verified.fingerprints.flatMap((fingerprint) =>
    definition.people
      .filter((person) => person.fingerprints.includes(fingerprint))
      .map((person): SignedBy => ({ person, fingerprint })),
  );
  if (signers.length > 0) return { signers, signedAt: verified.signedAt };
  throw refusal(
    `The key ${verified.fingerprints[0]} belongs to nobody in the distribution definition.`,
    "SIGNER_UNKNOWN",
  );
}

/** Of each object; one that is unsigned, or signed by an upstream author, names nobody. */
async function everSigned(
  runner: ProcessRunner,
  definition: Distribution,
  objects: readonly SignedObject[],
): Promise<readonly EverSignedBy[]> {
  const keyringFile = await usableKeyFiles(definition.people.map((person) => person.keyFile));
  const found: EverSignedBy[] = [];
  for (const { payload, signature } of objects) {
    if (!signature || keyringFile.length === 0) continue;
    try {
      const heard = await everSignedDetached(runner, { message: payload, signature, keyringFile });
      found.push(...peopleOf(definition, heard));
    } catch (error) {
      if (!isNobodys(error)) throw error;
    }
  }
  return found;
}

function usable<T>({ value, problems }: Parsed<T | undefined>, file: string): T {
  if (value !== undefined) return value;
  const [problem] = problems;
  throw invalid(problem ? formatProblem({ ...problem, place: { file, ...problem.place } }) : `${file} cannot be read.`);
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
