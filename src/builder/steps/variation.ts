import { join } from "node:path";
import type { Chroot } from "../chroot/index.ts";
import { stepFailure } from "../failure.ts";
import type { ProveLease } from "../protocol.ts";
import { collect, compile } from "./compile.ts";
import { announce, runIn, type StepContext } from "./context.ts";
import { aptGet, installBuildDependencies } from "./dependencies.ts";
import { recordEnvironment, toolsOf } from "./environment.ts";
import { variedManner } from "./manner.ts";
import { withRoom } from "./room.ts";
import type { SecondBuild } from "./second-build.ts";
import { dscOf, unpackSource } from "./source.ts";

/** Builds with today's environment, but everything else different. */
export function buildVaried(context: StepContext<ProveLease>): Promise<SecondBuild> {
  const { lease, phases } = context;
  const spec = { kind: "build" as const, architecture: lease.architecture, apt: lease.apt };
  const hostName = variedManner(context.cpus, "").hostName;
  return withRoom(context, { spec, hostName, root: "chroot" }, async (room) => {
    const { chroot } = room;
    const plain = variedManner(context.cpus, "");
    const tree = await unpackSource(context, chroot, lease.files, plain);
    await phases.time("dependencies", async () => {
      await installBuildDependencies(context, chroot, join(plain.path, dscOf(lease.files).name), lease.archAll);
      announce(context, `install what varies: ${plain.packages.join(", ")}`);
      await aptGet(context, chroot, ["install", ...plain.packages]);
      const locale = ["localedef", "--inputfile=fr_CH", "--charmap=UTF-8", "fr_CH.UTF-8"] as const;
      await runIn(context, chroot, { argv: locale, network: false });
    });
    const manner = variedManner(context.cpus, await findFaketime(context, chroot));
    const environment = await phases.time("environment", () => recordEnvironment(context, room));
    await phases.time("build", () => compile(context, chroot, tree, manner, lease.archAll));
    const files = await phases.time("collect", () => collect(context, chroot, manner));
    return { files, variations: manner.notes, tools: toolsOf(environment.packages) };
  });
}

/** The library for programs with threads; it serves the others too. */
async function findFaketime(context: StepContext, chroot: Chroot): Promise<string> {
  const argv = ["dpkg-query", "--listfiles", "libfaketime"] as const;
  const { stdout } = await runIn(context, chroot, { argv, network: false, answer: true });
  const lines = Buffer.from(stdout).toString().split("\n");
  const found = lines.find((line) => line.endsWith("/libfaketimeMT.so.1"));
  if (found === undefined) throw stepFailure("dependencies", "The package libfaketime has no libfaketimeMT.so.1.");
  return found;
}
