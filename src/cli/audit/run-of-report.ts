import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";

const report = z.object({
  scope: z.enum(["tree", "image"]),
  findings: z.array(
    z.object({ rule: z.string(), class: z.string(), severity: z.enum(["high", "medium", "low", "note"]) }),
  ),
});

export interface RunFigures {
  readonly result: "clean" | "findings";
  readonly high: number;
  readonly medium: number;
  readonly low: number;
}

/**
 * What a report says of the rule or class that an audit runs, and of what could not be read or parsed: a file that nobody
 * understood is not clean. Throws INPUT_INVALID for what is no report.
 */
export function runOfReport(text: string, file: string, runs: string): RunFigures {
  const { findings } = parsed(text, file);
  const own = findings.filter(({ rule, class: letter }) => rule === runs || letter === runs || letter === "x");
  const count = (severity: string) => own.filter((one) => one.severity === severity).length;
  const [high, medium, low] = [count("high"), count("medium"), count("low")];
  return { result: high + medium + low === 0 ? "clean" : "findings", high, medium, low };
}

function parsed(text: string, file: string): z.infer<typeof report> {
  try {
    return report.parse(JSON.parse(text));
  } catch (thrown) {
    throw new SamedayError("INPUT_INVALID", `${file} is no report of sameday audit --format json.`, thrown);
  }
}
