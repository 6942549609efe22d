import { build } from "./build.ts";
import type { StepContext, StepOutcome } from "./context.ts";
import { machine } from "./machine.ts";
import { prove } from "./prove.ts";
import { testPackages } from "./test.ts";

/** Does the step that the lease names. */
export function performStep(context: StepContext): Promise<StepOutcome> {
  const { lease } = context;
  switch (lease.step) {
    case "build":
      return build({ ...context, lease });
    case "prove":
      return prove({ ...context, lease });
    case "test":
      return testPackages({ ...context, lease });
    case "machine":
      return machine({ ...context, lease });
  }
}
