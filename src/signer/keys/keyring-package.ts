import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { toBinaryKeys } from "../../openpgp/index.ts";
import type { SignerContext } from "../context.ts";
import { writeSynced } from "../files/durable.ts";

/** The package by which machines get the archive's keys: `/usr/share/keyrings/NAME.gpg`. */
export function keyringPackageName(distribution: string): string {
  return `${distribution}-security-keyring`;
}

/**
 * Builds the package for the present generation of keys into a directory. The same keys give the same bytes:
 * owners, modes and times are fixed (dpkg-deb(1), SOURCE_DATE_EPOCH).
 */
export async function buildKeyringPackage(context: SignerContext, directory: string): Promise<string> {
  const { definition, keys, runner } = context;
  const { archive, incoming, generation, since } = keys.state();
  const name = keyringPackageName(definition.name);
  const records = incoming ? [archive, incoming] : [archive];
  const armored = await Promise.all(records.map((record) => keys.publicKey("archive", record.fingerprint)));
  const root = join(directory, "keyring");
  await rm(root, { recursive: true, force: true });
  const keyrings = join(root, "usr", "share", "keyrings");
  await mkdir(keyrings, { recursive: true });
  await mkdir(join(root, "DEBIAN"));
  await writeSynced(join(root, "DEBIAN", "control"), control(context, name, generation), 0o644);
  const binary = Buffer.concat(armored.map((text) => toBinaryKeys(Buffer.from(text))));
  await writeSynced(join(keyrings, `${name}.gpg`), binary, 0o644);
  const file = join(directory, `${name}_${generation}_all.deb`);
  await runner.run({ argv: ["chmod", "-R", "u=rwX,go=rX", root], timeLimitMs: 30_000 });
  await runner.run({
    argv: ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, file],
    env: { SOURCE_DATE_EPOCH: String(Math.floor(Date.parse(since) / 1000)) },
    timeLimitMs: 60_000,
  });
  await rm(root, { recursive: true, force: true });
  return file;
}

function control(context: SignerContext, name: string, generation: number): string {
  const { title, contact } = context.definition;
  return [
    `Package: ${name}`,
    `Version: ${generation}`,
    "Architecture: all",
    `Maintainer: ${title} security <${contact}>`,
    "Section: misc",
    "Priority: optional",
    "Multi-Arch: foreign",
    `Description: keys of the security archive of ${title}`,
    " Holds the keys that sign the security suites, and during a change of keys the",
    " old and the new one. It comes through these suites, so machines follow by themselves.",
    "",
  ].join("\n");
}
