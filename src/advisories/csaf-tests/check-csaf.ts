import type { CsafDocument, CsafTests } from "./document.ts";
import { ISSUE_TESTS } from "./issue-tests.ts";
import { OPTIONAL_TESTS } from "./optional-tests.ts";
import { PROFILE_TESTS } from "./profile-tests.ts";
import { TRACKING_TESTS } from "./tracking-tests.ts";
import { TREE_TESTS } from "./tree-tests.ts";

/** A test of the standard that a document does not pass. */
export interface CsafFault {
  /** `6.1.13` of the mandatory tests, `6.2.3` of the recommended ones. */
  readonly test: string;
  /** What breaks it. */
  readonly says: string;
}

const MANDATORY: CsafTests = { ...TREE_TESTS, ...TRACKING_TESTS, ...ISSUE_TESTS, ...PROFILE_TESTS };

/**
 * Holds a document against the tests of CSAF 2.0 (https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html, sections 6.1 and
 * 6.2). It must hold to the published schema already.
 */
export function csafTestFaults(document: unknown): { mandatory: readonly CsafFault[]; optional: readonly CsafFault[] } {
  const run = (tests: CsafTests): readonly CsafFault[] =>
    Object.entries(tests).flatMap(([test, broken]) => broken(document as CsafDocument).map((says) => ({ test, says })));
  return { mandatory: run(MANDATORY), optional: run(OPTIONAL_TESTS) };
}

/** Every test that is here, by its number. */
export const CSAF_TEST_NUMBERS: readonly string[] = [...Object.keys(MANDATORY), ...Object.keys(OPTIONAL_TESTS)];
