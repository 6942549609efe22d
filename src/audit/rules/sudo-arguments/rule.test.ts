import { expect, test } from "vitest";
import { imageOf } from "../../entries/testing.ts";
import { marksIn } from "../testing.ts";
import { sudoArguments } from "./rule.ts";

test("arguments left to the caller, by what the program does with them", () => {
  expect(marksIn(sudoArguments, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/further:1 medium",
    "etc/sudoers.d/further:2 high",
    "etc/sudoers.d/further:3 medium",
    "etc/sudoers.d/multiplied:1 low",
    "etc/sudoers.d/plain:1 low",
    "etc/sudoers.d/plain:2 medium",
    "etc/sudoers.d/plain:3 high",
    "etc/sudoers.d/plain:4 high",
    "etc/sudoers.d/plain:5 medium",
    "etc/sudoers.d/plain:6 low",
    "etc/sudoers.d/plain:7 low",
    "etc/sudoers.d/plain:8 low",
    "etc/sudoers.d/sets:1 medium",
    "etc/sudoers.d/sets:2 medium",
    "etc/sudoers.d/sets:3 high",
    "etc/sudoers.d/tools:2 high",
    "etc/sudoers.d/tools:3 medium",
    "etc/sudoers.d/tools:5 medium",
    "etc/sudoers.d/tools:6 high",
    "etc/sudoers.d/tools:7 medium",
    "etc/sudoers.d/tools:8 high",
    "etc/sudoers.d/tools:9 high",
    "etc/sudoers.d/tools:10 high",
    "etc/sudoers.d/tools:11 high",
    "etc/sudoers.d/tools:12 medium",
    "etc/sudoers.d/tools:13 medium",
    "etc/rights:1 high",
  ]);
});

test("empty and fixed lists, root's own rules, administrators who give a password", () => {
  expect(marksIn(sudoArguments, import.meta.url, "good")).toEqual([]);
});

test("an alias that several files define is judged in each of them, and in its own file alone where that has it", () => {
  const context = imageOf({
    "sudoers /etc/sudoers.d/debian": "Cmnd_Alias TOOLS = /opt/a\n",
    "sudoers /etc/sudoers.d/suse": "\nCmnd_Alias TOOLS = /opt/b\n",
    "sudoers /etc/sudoers.d/grant": "kim ALL = NOPASSWD: TOOLS\n",
    "sudoers /etc/sudoers.d/own": "Cmnd_Alias TOOLS = /opt/c\nben ALL = NOPASSWD: TOOLS\n",
  });
  expect([...sudoArguments.detect(context)].map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
    expect.stringMatching(/debian:1 .*kim may run/),
    expect.stringMatching(/suse:2 .*kim may run/),
    expect.stringMatching(/own:1 .*(?:kim|ben) may run/),
  ]);
});
