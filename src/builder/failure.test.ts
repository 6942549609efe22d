import { describe, expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { asStepFailure, stepFailure } from "./failure.ts";

const noSpace = new SamedayError(
  "PROCESS_FAILED",
  "install answered 1.",
  new Error("install: error writing '/x': No space left on device"),
);

describe("the reason of a failure", () => {
  test.each([
    ["one that has a reason keeps it", stepFailure("disk-full", "full"), "disk-full"],
    ["a time limit", new SamedayError("PROCESS_TIMED_OUT", "stopped"), "timed-out"],
    ["a full disk of ours", Object.assign(new Error("no space"), { code: "ENOSPC" }), "disk-full"],
    ["a child that failed", new SamedayError("PROCESS_FAILED", "answered 2"), "does-not-build"],
    ["a child that found the disk full", noSpace, "disk-full"],
    ["a fault of ours", new TypeError("x is undefined"), "internal"],
    ["no error at all", "text", "internal"],
  ])("%s", (_name, thrown, reason) => {
    expect(asStepFailure(thrown, "does-not-build").reason).toBe(reason);
  });
});
