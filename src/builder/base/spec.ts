import { sourcesKey } from "../apt/sources.ts";
import type { AptSource } from "../protocol.ts";

/** `build`: what every build may take for granted (Policy 4.2). `machine`: a small installed system. */
export type BaseKind = "build" | "machine";

export interface BaseSpec {
  readonly kind: BaseKind;
  readonly architecture: string;
  /** The first one names the release. */
  readonly apt: readonly AptSource[];
}

/** Raised when base trees have to be made in another way: older ones are then not found any more. */
const FORM = 1;

/** mmdebstrap's variant, and packages beyond it. */
export const CONTENTS: Readonly<Record<BaseKind, { readonly variant: string; readonly include: readonly string[] }>> = {
  build: {
    variant: "buildd",
    // apt-utils: autopkgtest asks for it. ca-certificates: archives behind https. fakeroot: Rules-Requires-Root (Policy 4.9.2).
    include: ["apt-utils", "ca-certificates", "fakeroot"],
  },
  machine: { variant: "minbase", include: ["ca-certificates"] },
};

export function baseKey(spec: BaseSpec): string {
  return `${spec.kind}-${spec.architecture}-${sourcesKey(spec.apt, spec.architecture)}-${FORM}`;
}
