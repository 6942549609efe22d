import type { TestFindings } from "../protocol.ts";

type TestResult = TestFindings["tests"][number];

const VERDICTS: Readonly<Record<string, TestResult["verdict"]>> = {
  PASS: "pass",
  FAIL: "fail",
  SKIP: "skip",
  FLAKY: "neutral",
  NEUTRAL: "neutral",
};

const LINE = /^(\S+)\s+(PASS|FAIL|SKIP|FLAKY|NEUTRAL)(?:\s+(.*))?$/;

/**
 * autopkgtest's `--summary-file`: `NAME VERDICT [reason]` a line. When the package as a whole is broken no test has a line of
 * its own; the explanation (`badpkg: …`) then stands as the failure of a test `(package)`.
 */
export function parseSummary(text: string, verdict: TestVerdict): TestResult[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const tests = lines.flatMap((line): TestResult[] => {
    const match = LINE.exec(line);
    const found = VERDICTS[match?.[2] ?? ""];
    // `*` stands for the package as a whole: `* SKIP no tests in this package`.
    if (!match || found === undefined || match[1] === "*") return [];
    return [{ name: match[1] ?? "", verdict: found, detail: match[3] ?? "" }];
  });
  if (verdict !== "failed" || tests.some((test) => test.verdict === "fail")) return tests;
  const why = lines.find((line) => line.startsWith("badpkg: "))?.slice("badpkg: ".length);
  return [...tests, { name: "(package)", verdict: "fail", detail: why ?? "the package's tests are broken" }];
}

export type TestVerdict = "passed" | "failed" | "nothing-to-do" | "testbed";

/**
 * autopkgtest(1), EXIT STATUS. 0: all passed. 2: all passed or skipped. 4, 6: some failed. 8: nothing was to be tested.
 * 12, 14: the package's tests are broken. 16, 20 and everything else: the machinery failed, which says nothing of the package.
 */
export function judgeExit(exitCode: number): TestVerdict {
  switch (exitCode) {
    case 0:
    case 2:
      return "passed";
    case 4:
    case 6:
    case 12:
    case 14:
      return "failed";
    case 8:
      return "nothing-to-do";
    default:
      return "testbed";
  }
}
