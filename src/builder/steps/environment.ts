import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSha256 } from "../../kernel/index.ts";
import { DEB_RECORD } from "../apt/layer.ts";
import type { EnvironmentPackage } from "../base/index.ts";
import { formatArchiveName, parseArchiveName } from "../cache/archive-name.ts";
import { stepFailure } from "../failure.ts";
import { type MadeFile, runIn, type StepContext, type Tool } from "./context.ts";
import type { Room } from "./room.ts";

/** Exact contents of every installed package, and the .deb files themselves. */
export interface Environment {
  readonly packages: readonly EnvironmentPackage[];
  readonly debs: readonly MadeFile[];
}

/**
 * Says what is installed in a chroot by exact content, and takes .deb files that were downloaded for it into the store.
 * A package of unknown content is a failure (`chroot`): such a build could not be recreated.
 */
export async function recordEnvironment(context: StepContext, room: Room): Promise<Environment> {
  const { chroot, base, spec } = room;
  const { store } = context.workshop;
  const recorded = parseDebRecord(await readFile(join(chroot.exchange, DEB_RECORD), "utf8").catch(() => ""));
  const absent: RecordedDeb[] = [];
  for (const deb of recorded) if (!(await store.has(deb.sha256))) absent.push(deb);
  const names = await context.workshop.namesOf(spec);
  const taken = await chroot.copyOut(
    absent.map((deb) => deb.path),
    "debs",
  );
  for (const deb of absent) await names.keep(join(taken, basename(deb.path)), deb.sha256);

  const known = new Map([...base.packages, ...recorded].map((one) => [key(one), one]));
  const installed = await queryInstalled(context, room);
  const packages = installed.map((line) => {
    const found = known.get(line);
    if (!found) throw stepFailure("chroot", `The content of the installed package ${line} is not known.`);
    const { package: name, version, architecture, sha256 } = found;
    return { package: name, version, architecture, sha256 };
  });
  const debs: MadeFile[] = [];
  for (const one of packages) {
    const path = store.path(one.sha256);
    const file = await stat(path).catch(() => undefined);
    if (file) debs.push({ name: formatArchiveName(one), sha256: one.sha256, size: file.size, path });
  }
  return { packages, debs };
}

async function queryInstalled(context: StepContext, room: Room): Promise<string[]> {
  const { stdout } = await runIn(context, room.chroot, {
    argv: ["dpkg-query", "-W", `-f=\${db:Status-Status} \${Package} \${Version} \${Architecture}\\n`],
    network: false,
    answer: true,
  });
  const lines = Buffer.from(stdout).toString().trim().split("\n");
  return lines.filter((line) => line.startsWith("installed ")).map((line) => line.slice("installed ".length));
}

interface RecordedDeb extends EnvironmentPackage {
  readonly path: string;
}

/** `SHA256  /var/cache/apt/archives/NAME_VERSION_ARCH.deb`, a line each, as sha256sum(1) writes it. */
export function parseDebRecord(text: string): RecordedDeb[] {
  return text.split("\n").flatMap((line) => {
    const [sha256 = "", path = ""] = [line.slice(0, 64), line.slice(66)];
    const binary = parseArchiveName(basename(path));
    return isSha256(sha256) && binary && path.startsWith("/var/cache/apt/archives/")
      ? [{ ...binary, sha256, path }]
      : [];
  });
}

function key(one: EnvironmentPackage): string {
  return `${one.package} ${one.version} ${one.architecture}`;
}

const TOOLS = /^(apt|dpkg|dpkg-dev|debhelper|gcc|gcc-\d+|g\+\+-\d+|rustc|golang-go|python3|libfaketime)$/;

/** The versions that matter when a result has to be explained, out of an environment. */
export function toolsOf(packages: readonly EnvironmentPackage[]): Tool[] {
  return packages.filter((one) => TOOLS.test(one.package)).map(({ package: name, version }) => ({ name, version }));
}
