import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sourcesList, writeKeyrings } from "../apt/sources.ts";
import type { Chroot } from "../chroot/index.ts";
import { asStepFailure } from "../failure.ts";
import type { MachineFindings, MachineLease } from "../protocol.ts";
import { announce, keepMade, runIn, type StepContext, type StepOutcome } from "./context.ts";
import { aptGet } from "./dependencies.ts";
import { withRoom } from "./room.ts";

const PROOF = "machine-proof.txt";

/**
 * What a user's machine does: a small system with the vulnerable version as the release shipped it gets the fix by plain
 * `apt-get update` and `apt-get upgrade` from the published suite. dpkg is asked before and after.
 */
export function machine(context: StepContext<MachineLease>): Promise<StepOutcome> {
  const { lease, phases } = context;
  // Only what the release shipped: with the distribution's other security suite the fix could come from there.
  const spec = { kind: "machine" as const, architecture: lease.architecture, apt: lease.apt.slice(0, 1) };
  return withRoom(context, { spec, hostName: "machine", root: "chroot" }, async ({ chroot }) => {
    await phases.time("install", async () => {
      const exact = lease.packages.map(({ name, vulnerable }) => `${name}=${vulnerable}`);
      announce(context, `install ${exact.join(" ")}`);
      await aptGet(context, chroot, ["--allow-downgrades", "install", ...exact]);
    });
    const before = await installedVersions(context, chroot);
    await phases.time("upgrade", () => upgrade(context, chroot));
    const after = await installedVersions(context, chroot);
    const proof = [...after].map(([name, version]) => `${name} ${version}\n`).join("");
    context.log(proof);
    const packages = lease.packages.map(({ name }) => ({
      name,
      before: before.get(name) ?? "",
      after: after.get(name) ?? "",
    }));
    const fixed = lease.packages.every(({ name, fixed }) => after.get(name) === fixed);
    const findings: Omit<MachineFindings, "phases"> = { packages, proof };
    await mkdir(context.directory, { recursive: true });
    await writeFile(join(context.directory, PROOF), proof);
    const file = await keepMade(context, join(context.directory, PROOF), PROOF);
    return { result: fixed ? "passed" : "failed", findings, subjects: [file], files: [file], used: [], tools: [] };
  });
}

async function upgrade(context: StepContext<MachineLease>, chroot: Chroot): Promise<void> {
  const { lease } = context;
  await addTarget(context, chroot);
  const run = (words: readonly string[]): Promise<unknown> =>
    runIn(context, chroot, { argv: ["apt-get", "-q", ...words], network: true });
  try {
    announce(context, "apt-get update");
    await run(["--error-on=any", "update"]);
    announce(context, "apt-get upgrade");
    await run(["-y", "upgrade"]);
    const behind = await stillVulnerable(context, chroot);
    if (behind.length > 0) {
      announce(context, `held back: ${behind.join(" ")}`);
      await run(["-y", "--only-upgrade", "install", ...behind]);
    }
    // Into the log: which archive the installed version is offered by.
    const names = lease.packages.map(({ name }) => name);
    await runIn(context, chroot, { argv: ["apt-cache", "policy", ...names], network: false });
  } catch (error) {
    throw asStepFailure(error, "dependencies", "The machine could not upgrade; the end of the log says why.");
  }
}

/** The published suite, its keyring, and for an embargoed one the token, which only apt's own directory may hold. */
async function addTarget(context: StepContext<MachineLease>, chroot: Chroot): Promise<void> {
  const { lease } = context;
  const directory = join(chroot.exchange, "target");
  await writeKeyrings([lease.target], directory);
  const list = sourcesList([lease.target], lease.architecture, "/etc/apt/keyrings/target");
  await writeFile(join(directory, "target.list"), list);
  const script = `
    install -d /etc/apt/keyrings/target /etc/apt/auth.conf.d
    install -m 644 /.sameday/target/*.gpg /etc/apt/keyrings/target/
    install -m 644 /.sameday/target/target.list /etc/apt/sources.list.d/
    rm -r /.sameday/target
    umask 077
    cat >/etc/apt/auth.conf.d/target.conf`;
  // The token goes through a pipe into the chroot's own layer, and ends with it.
  await runIn(context, chroot, { argv: ["sh", "-euc", script], network: false, input: lease.auth ?? "" });
}

async function installedVersions(
  context: StepContext<MachineLease>,
  chroot: Chroot,
): Promise<ReadonlyMap<string, string>> {
  const names = context.lease.packages.map(({ name }) => name);
  const { stdout } = await runIn(context, chroot, {
    argv: ["dpkg-query", "-W", `-f=\${Package} \${Version}\\n`, "--", ...names],
    network: false,
    answer: true,
  });
  const lines = Buffer.from(stdout).toString().trim().split("\n");
  return new Map(lines.map((line) => [line.split(" ")[0] ?? "", line.split(" ")[1] ?? ""]));
}

async function stillVulnerable(context: StepContext<MachineLease>, chroot: Chroot): Promise<string[]> {
  const installed = await installedVersions(context, chroot);
  return context.lease.packages.filter(({ name, fixed }) => installed.get(name) !== fixed).map(({ name }) => name);
}
