import { expect, test } from "vitest";
import { type ErrorCode, SamedayError } from "../../../kernel/index.ts";
import { isOfTheMachine } from "./of-the-machine.ts";

const coded = (code: string): Error => Object.assign(new Error("x"), { code });
const ours = (code: ErrorCode): Error => new SamedayError(code, "x");

test.each([
  coded("ENOSPC"),
  coded("EIO"),
  coded("57P01"),
  coded("42P01"),
  ours("STORE_UNAVAILABLE"),
  ours("ROLE_KEY_UNAVAILABLE"),
  ours("DISK_FULL"),
  ours("SEAL_BROKEN"),
])("a mail waits for what the machine lacks: %o", (error) => expect(isOfTheMachine(error)).toBe(true));

test.each([
  coded("ERR_INVALID_ARG_TYPE"),
  coded("ERR_ENCODING_INVALID_ENCODED_DATA"),
  coded("22021"),
  coded("23505"),
  new TypeError("x is not a function"),
  ours("INTERNAL"),
  ours("INPUT_INVALID"),
  ours("CASE_REFUSED"),
  undefined,
  "x",
])("a mail does not wait for a fault that comes again: %o", (error) => expect(isOfTheMachine(error)).toBe(false));
