import { join } from "node:path";
import type { BuildFindings, BuildLease } from "../protocol.ts";
import { collect, compile } from "./compile.ts";
import { announce, type StepContext, type StepOutcome } from "./context.ts";
import { installBuildDependencies } from "./dependencies.ts";
import { recordEnvironment, toolsOf } from "./environment.ts";
import { usualManner } from "./manner.ts";
import { withRoom } from "./room.ts";
import { dscOf, unpackSource } from "./source.ts";
import { uploadMeanwhile } from "./upload.ts";

/** Builds a source package in a throw-away chroot and says exactly in what. */
export function build(context: StepContext<BuildLease>): Promise<StepOutcome> {
  const { lease, phases } = context;
  const manner = usualManner(context.cpus);
  const spec = { kind: "build" as const, architecture: lease.architecture, apt: lease.apt };
  return withRoom(context, { spec, hostName: manner.hostName, root: "chroot" }, async (room) => {
    const { chroot } = room;
    const tree = await unpackSource(context, chroot, lease.files, manner);
    const dsc = dscOf(lease.files);
    await phases.time("dependencies", () =>
      installBuildDependencies(context, chroot, join(manner.path, dsc.name), lease.archAll),
    );
    const environment = await phases.time("environment", () => recordEnvironment(context, room));
    await uploadMeanwhile(context, environment.debs, () =>
      phases.time("build", () => compile(context, chroot, tree, manner, lease.archAll)),
    );
    const files = await phases.time("collect", () => collect(context, chroot, manner));
    announce(context, `built ${files.map((file) => file.name).join(", ")}`);
    const findings: Omit<BuildFindings, "phases"> = {
      dsc: dsc.sha256,
      base: room.base.sha256,
      environment: environment.packages,
      network: "none",
      leftOut: context.lease.leftOut,
    };
    return {
      result: "passed",
      findings,
      subjects: files.filter((file) => !file.name.endsWith(".changes")),
      files,
      used: environment.debs,
      tools: toolsOf(environment.packages),
    };
  });
}
