import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DeskClient, UpdateAnswer } from "../../src/api/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createPeople, type Mirror, type Person, startMirror } from "./archive-mirror.ts";
import { makeTinySource, TINY, type TinyOptions } from "./builder-source.ts";
import { type Actor, runner, signAs } from "./whole-desk.ts";

/* Sources and suites of the package `hostname`, as people and mirrors would send them, good ones and bad ones. */

/** A file of a source package before it is sent. */
export interface SourceFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A real source package whose .dsc this person has signed. */
export async function signedSource(actor: Actor, options: TinyOptions & { version: string }): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  await makeTinySource(
    {
      async offer(name, bytes) {
        files.push({ name, bytes: Buffer.from(bytes) });
        return { name, sha256: sha256(bytes), size: bytes.length };
      },
    },
    options,
  );
  return Promise.all(
    files.map(async ({ name, bytes }) => ({
      name,
      bytes: name.endsWith(".dsc") ? Buffer.from(await signAs(actor, bytes.toString())) : bytes,
    })),
  );
}

/** Sends every file and then asks the desk to take the source in for bookworm. */
export async function submit(
  client: DeskClient,
  files: readonly SourceFile[],
  more: { readonly embargoed?: boolean } = {},
): Promise<UpdateAnswer> {
  const directory = await mkdtemp(path.join(tmpdir(), "bad-input-"));
  try {
    const sent = files.map(({ name, bytes }) => ({ name, sha256: sha256(bytes), size: bytes.length }));
    for (const [index, { bytes }] of files.entries()) {
      const file = path.join(directory, String(index));
      await writeFile(file, bytes);
      await client.putFile(sent[index]?.sha256 ?? "", file);
    }
    return await client.submit({ files: sent, release: "bookworm", issues: [], summary: "A fix.", ...more });
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The source as the desk still has it: every file that was sent comes back by its hash, byte for byte. */
export async function keptOf(client: DeskClient, id: string, files: readonly SourceFile[]): Promise<boolean[]> {
  return Promise.all(
    files.map(async ({ bytes }) => {
      const parts: Buffer[] = [];
      for await (const part of await client.file(id, sha256(bytes))) parts.push(part as Buffer);
      return Buffer.concat(parts).equals(bytes);
    }),
  );
}

export interface Mirrors {
  readonly mirror: Mirror;
  readonly archive: Person;
  /** Publishes a suite that holds `hostname` in this version, dated so many minutes ago. */
  publish(suite: string, version: string, minutesAgo?: number): Promise<void>;
  close(): Promise<void>;
}

export const MAIN_VERSION = "3.23";
export const SECURITY_VERSION = "3.23+deb12u1";
export const TRIXIE_VERSION = "3.25";

/** bookworm with its security suite, and trixie after it, on one small mirror. */
export async function openMirrors(): Promise<Mirrors> {
  const people = await createPeople(runner);
  // The desk's users read the keyring; the keys beside it lie deeper.
  await chmod(people.directory, 0o755);
  const mirror = await startMirror(runner, people.archive);
  const publish = (suite: string, version: string, minutesAgo = 60): Promise<void> =>
    mirror.publish({
      suite,
      codename: suite,
      indexes: {
        "main/source/Sources": `Package: ${TINY}\nBinary: ${TINY}\nVersion: ${version}\nArchitecture: any\nDirectory: pool/h\nChecksums-Sha256:\n ${sha256("dsc")} 3 ${TINY}_${version}.dsc\n\n`,
        "main/binary-amd64/Packages": `Package: ${TINY}\nVersion: ${version}\nArchitecture: amd64\nFilename: pool/h/${TINY}_${version}_amd64.deb\nSize: 3\nSHA256: ${sha256("deb")}\n\n`,
      },
      date: new Date(Date.now() - minutesAgo * 60_000),
    });
  await publish("bookworm", MAIN_VERSION);
  await publish("bookworm-security", SECURITY_VERSION);
  await publish("trixie", TRIXIE_VERSION);
  return {
    mirror,
    archive: people.archive,
    publish,
    async close() {
      await mirror.close();
      await rm(people.directory, { recursive: true, force: true });
    },
  };
}

/** Both releases as tables of a definition. */
export function releasesOn({ mirror, archive }: Mirrors): string {
  const suite = (name: string, role: string): string =>
    `[[release.suite]]\nname = "${name}"\nrole = "${role}"\nurl = "${mirror.url}"\nkeyring = "${archive.keyring}"\ncomponents = ["main"]`;
  return [
    `[[release]]\ncodename = "bookworm"\nversion = "12"\narchitectures = ["amd64"]`,
    suite("bookworm", "main"),
    suite("bookworm-security", "security"),
    `[[release]]\ncodename = "trixie"\nversion = "13"\narchitectures = ["amd64"]`,
    suite("trixie", "main"),
  ].join("\n\n");
}

/** The file's text with one letter of its body changed after it was signed. */
export function tampered(files: readonly SourceFile[]): SourceFile[] {
  return files.map(({ name, bytes }) => ({
    name,
    bytes: name.endsWith(".dsc")
      ? Buffer.from(bytes.toString().replace("test@example.org", "rest@example.org"))
      : bytes,
  }));
}
