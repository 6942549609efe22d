import type { ProofKind, StepKey, StepName } from "./state.ts";

export interface StepDefinition {
  readonly step: StepName;
  /** Who does it: the server, a builder that leases it, or a person. */
  readonly by: "desk" | "builder" | "person";
  readonly perArchitecture: boolean;
  readonly kinds: readonly (ProofKind | "")[];
  /** Steps of which every instance must have ended well (or been overridden) before this one starts. */
  readonly after: readonly StepName[];
}

const ONCE = { perArchitecture: false, kinds: [""] } as const;
const PER_ARCHITECTURE = { perArchitecture: true, kinds: [""] } as const;

/** The line. Its order is the product; docs/decisions/0003-the-line.md says why. */
export const LINE: readonly StepDefinition[] = [
  { step: "source", by: "desk", ...ONCE, after: [] },
  { step: "build", by: "builder", ...PER_ARCHITECTURE, after: ["source"] },
  { step: "queue", by: "desk", ...ONCE, after: ["build"] },
  { step: "prove", by: "builder", perArchitecture: true, kinds: ["variation", "recreation"], after: ["build"] },
  { step: "prove", by: "desk", perArchitecture: false, kinds: ["archive"], after: ["build"] },
  { step: "test", by: "builder", ...PER_ARCHITECTURE, after: ["build"] },
  { step: "review", by: "desk", ...ONCE, after: ["build"] },
  { step: "approve", by: "person", ...ONCE, after: ["queue", "prove", "test", "review"] },
  { step: "publish", by: "desk", ...ONCE, after: ["approve"] },
  { step: "tell", by: "desk", ...ONCE, after: ["publish"] },
  { step: "machine", by: "builder", ...PER_ARCHITECTURE, after: ["publish"] },
];

/** Every step that an update for these architectures will go through. */
export function stepsFor(architectures: readonly string[]): StepKey[] {
  return LINE.flatMap((definition) =>
    (definition.perArchitecture ? architectures : [""]).flatMap((architecture) =>
      definition.kinds.map((kind) => ({ step: definition.step, kind, architecture })),
    ),
  );
}

export function definitionOf(key: Pick<StepKey, "step" | "kind">): StepDefinition {
  const found = LINE.find((definition) => definition.step === key.step && definition.kinds.includes(key.kind));
  if (!found) throw new TypeError(`The line has no step ${key.step} ${key.kind}.`);
  return found;
}
