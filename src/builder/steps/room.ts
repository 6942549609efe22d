import { join } from "node:path";
import type { Base, BaseSpec } from "../base/index.ts";
import { type Chroot, openChroot } from "../chroot/index.ts";
import { announce, type StepContext } from "./context.ts";

/** An open chroot of a step, over its base. */
export interface Room {
  readonly chroot: Chroot;
  readonly base: Base;
  readonly spec: BaseSpec;
}

export interface RoomRequest {
  readonly spec: BaseSpec;
  readonly hostName: string;
  readonly root: "chroot" | "tools";
}

/** Opens a chroot with fresh indices and known downloads over the newest base, and closes it after the act. */
export async function withRoom<T>(
  context: StepContext,
  request: RoomRequest,
  act: (room: Room) => Promise<T>,
): Promise<T> {
  const { workshop, phases, signal } = context;
  const { spec } = request;
  for (const { suite, reason } of context.lease.leftOut) announce(context, `without ${suite}: ${reason}`);
  const base = await phases.time("base", () => workshop.bases.ensure(spec, context.log));
  const layer = await phases.time("indices", () =>
    workshop.aptLayer({
      directory: join(context.directory, "apt"),
      spec,
      base,
      force: false,
      log: context.log,
      signal,
    }),
  );
  const chroot = await phases.time("chroot", () =>
    openStepChroot(context, { layers: [layer, base.tree], hostName: request.hostName, root: request.root }),
  );
  try {
    return await act({ chroot, base, spec });
  } finally {
    await chroot.close();
  }
}

/** A chroot of the step over the given layers. */
export function openStepChroot(
  context: StepContext,
  request: { readonly layers: readonly string[]; readonly hostName: string; readonly root: "chroot" | "tools" },
): Promise<Chroot> {
  const { workshop, lease, cpus } = context;
  return openChroot({
    processes: workshop.host.processes,
    directory: workshop.newWork(),
    space: workshop.space,
    architecture: lease.architecture,
    cpus,
    ...request,
  });
}
