import { setFlagsFromString } from "node:v8";

/** Bytecodes that a function runs before V8 considers to optimise it; its own measure is a tenth of that. */
const BUDGET = 1_200_000;
/** Versions of Node whose V8 knows the flag: another one would say on standard error that it does not. */
const KNOWN = [20, 22, 24];

/**
 * Has V8 optimise functions later. An audit of a source tree is over before most of what the optimiser makes is of use, and
 * without this a third of its processor time goes into it; what is asked a million times, as in an image, is optimised as
 * well, a moment later.
 */
export function optimiseLate(): void {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (KNOWN.includes(major)) setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
