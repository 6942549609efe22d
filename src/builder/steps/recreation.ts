import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type InstalledPackage, parseBuildinfo } from "../../debian/index.ts";
import { parseArchiveName } from "../cache/archive-name.ts";
import type { Chroot } from "../chroot/index.ts";
import { asStepFailure, stepFailure } from "../failure.ts";
import type { NamedFile, ProveLease } from "../protocol.ts";
import { collect, compile } from "./compile.ts";
import { announce, fetchFile, fetchFiles, runIn, type StepContext, type Tool } from "./context.ts";
import { usualManner } from "./manner.ts";
import { openStepChroot } from "./room.ts";
import type { SecondBuild } from "./second-build.ts";
import { unpackSource } from "./source.ts";

/**
 * Builds in an environment made from the first build's .buildinfo alone, out of the exact .deb files that the lease names.
 * No archive is asked: this works when today's archive has other versions, or none.
 */
export async function recreate(context: StepContext<ProveLease>): Promise<SecondBuild> {
  const { lease, phases } = context;
  const pinned = await phases.time("fetch", () => readPinned(context));
  const tools = await phases.time("chroot", () =>
    openStepChroot(context, { layers: [], hostName: "recreation", root: "tools" }),
  );
  try {
    await phases.time("environment", async () => {
      await placeRepository(context, tools, pinned);
      await installPinned(context, tools, pinned);
      await checkPinned(context, tools, pinned);
    });
    const manner = usualManner(context.cpus);
    const layers = [join(tools.exchange, "tree")];
    const chroot = await phases.time("chroot", () =>
      openStepChroot(context, { layers, hostName: manner.hostName, root: "chroot" }),
    );
    try {
      const tree = await unpackSource(context, chroot, lease.files, manner);
      await phases.time("build", () => compile(context, chroot, tree, manner, lease.archAll));
      const files = await phases.time("collect", () => collect(context, chroot, manner));
      const variations = [`environment of ${pinned.length} packages recreated from the .buildinfo`];
      return { files, variations, tools: pinned.filter(isTool).map(asTool) };
    } finally {
      await chroot.close();
    }
  } finally {
    await tools.close();
  }
}

async function readPinned(context: StepContext<ProveLease>): Promise<readonly InstalledPackage[]> {
  const buildinfo = context.lease.built.find((file) => file.name.endsWith(".buildinfo"));
  if (!buildinfo) throw stepFailure("internal", "The lease names no .buildinfo.");
  await mkdir(context.directory, { recursive: true });
  const { value, problems } = parseBuildinfo(
    await readFile(await fetchFile(context, buildinfo.sha256)),
    buildinfo.name,
  );
  if (value) return value.installed;
  throw stepFailure("dependencies", `The .buildinfo cannot be used: ${problems[0]?.message ?? "it is empty"}`);
}

/** A flat local archive (apt-ftparchive(1)) of exactly the recorded files. */
async function placeRepository(
  context: StepContext<ProveLease>,
  tools: Chroot,
  pinned: readonly InstalledPackage[],
): Promise<void> {
  const offered = context.lease.environment.filter((file) => parseArchiveName(file.name) !== undefined);
  const missing = pinned.filter((one) => !offered.some((file) => isFileOf(file, one)));
  if (missing.length > 0) {
    const names = missing.map((one) => `${one.name} ${one.version}`).join(", ");
    throw stepFailure("dependencies", `The environment cannot be recreated, these packages were not kept: ${names}.`);
  }
  announce(context, `recreate the environment from ${offered.length} kept packages`);
  const repository = join(tools.exchange, "repository");
  await mkdir(repository);
  const paths = await fetchFiles(context, offered);
  for (const [index, path] of paths.entries()) await copyFile(path, join(repository, offered[index]?.name ?? ""));
  // The suite's name: mmdebstrap takes the essential packages of the suite that it was asked for.
  const script = `cd /.sameday/repository
    apt-ftparchive packages . >Packages
    apt-ftparchive -o "APT::FTPArchive::Release::Suite=$1" -o "APT::FTPArchive::Release::Codename=$1" release . >Release`;
  await runIn(context, tools, { argv: ["sh", "-euc", script, "place", suiteOf(context.lease)], network: false });
  // Trusted: the files are those that the server named by hash, checked one by one.
  await writeFile(join(tools.exchange, "sources.list"), "deb [trusted=yes] copy:///.sameday/repository ./\n");
}

function suiteOf(lease: ProveLease): string {
  return lease.apt[0]?.suite ?? "recreation";
}

function isFileOf(file: NamedFile, one: InstalledPackage): boolean {
  const binary = parseArchiveName(file.name);
  return binary?.package === one.name && binary.version === one.version;
}

/** mmdebstrap(1) with every package at its exact version, and nothing that is not needed. No network. */
async function installPinned(
  context: StepContext<ProveLease>,
  tools: Chroot,
  pinned: readonly InstalledPackage[],
): Promise<void> {
  const { lease } = context;
  const exact = pinned.map(({ name, version, architecture }) =>
    architecture === undefined ? `${name}=${version}` : `${name}:${architecture}=${version}`,
  );
  await runIn(context, tools, {
    argv: [
      "mmdebstrap",
      "--mode=root",
      "--format=directory",
      "--variant=essential",
      `--architectures=${lease.architecture}`,
      `--include=${exact.join(",")}`,
      "--skip=check/qemu,cleanup/apt",
      "--dpkgopt=force-unsafe-io",
      "--",
      suiteOf(lease),
      "/.sameday/tree",
      "/.sameday/sources.list",
    ],
    network: false,
  }).catch((error: unknown) => {
    throw asStepFailure(error, "dependencies", "The environment cannot be recreated; the end of the log says why.");
  });
  const places = ["dev", "proc", "sys", ".sameday", ".old"].map((name) => `/.sameday/tree/${name}`);
  await runIn(context, tools, { argv: ["mkdir", "-p", "--", ...places], network: false });
}

/** What is installed must be what the .buildinfo says, to the version. */
async function checkPinned(context: StepContext, tools: Chroot, pinned: readonly InstalledPackage[]): Promise<void> {
  const admin = "--admindir=/.sameday/tree/var/lib/dpkg";
  const argv = ["dpkg-query", admin, "-W", `-f=\${Package} \${Version}\\n`] as const;
  const { stdout } = await runIn(context, tools, { argv, network: false, answer: true });
  const installed = new Set(Buffer.from(stdout).toString().split("\n"));
  const wrong = pinned.filter((one) => !installed.has(`${one.name} ${one.version}`));
  if (wrong.length === 0) return;
  const names = wrong.map((one) => `${one.name} ${one.version}`);
  throw stepFailure("dependencies", `The recreated environment lacks ${names.join(", ")}.`);
}

function isTool(one: InstalledPackage): boolean {
  return /^(dpkg|dpkg-dev|debhelper|gcc-\d+|rustc|golang-go|python3)$/.test(one.name);
}

function asTool(one: InstalledPackage): Tool {
  return { name: one.name, version: one.version };
}
