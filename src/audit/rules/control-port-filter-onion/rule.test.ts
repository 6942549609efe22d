import { expect, test } from "vitest";
import { imageOf } from "../../entries/testing.ts";
import { marksIn } from "../testing.ts";
import { isFreeBesideKeys } from "./free.ts";
import { controlPortFilterOnion } from "./rule.ts";

test("onion services lead to the client, and only to its ports", () => {
  const medium = [6, 7, 8, 9, 10, 11, 20];
  const lines = [6, 7, 8, 9, 10, 11, 13, 16, 18, 20, 28, 30, 32, 34, 36, 38, 39, 40];
  expect(marksIn(controlPortFilterOnion, import.meta.url, "bad")).toEqual(
    lines.map((line) => `etc/onion-grater.d/server.yml:${line} ${medium.includes(line) ? "medium" : "low"}`),
  );
  expect(marksIn(controlPortFilterOnion, import.meta.url, "good")).toEqual([]);
});

test("a profile that a script writes is judged at the lines of the script", () => {
  const profile = "- users: [kim]\n  commands:\n    ADD_ONION:\n      - 'NEW:BEST Port=80,(.+)'\n";
  const script = `#!/bin/sh\ncat > /etc/onion-grater.d/x.yml <<'EOF'\n${profile}EOF\n`;
  const found = [...controlPortFilterOnion.detect(imageOf({ "shell /opt/s": script }))];
  expect(found.map(({ path, line }) => `${path}:${line}`)).toEqual(["opt/s:6"]);
  const elsewhere = imageOf({ "shell /opt/s": script.replace("onion-grater.d", "onion-grater.doc") });
  expect([...controlPortFilterOnion.detect(elsewhere)]).toEqual([]);
});

test.each([
  ["NEW:(\\S+) Port=80,(176[0-5][0-9])", false],
  ["ED25519-V3:(\\S+) Flags=DiscardPK,Detach Port=9735,9735", false],
  ["(?:NEW|RSA1024):(\\S+) Port=80,17600", false],
  ["(\\S+) Flags=V3Auth Port=80,17600 ClientAuthV3=(\\S+)", false],
  // Behind the key, and with a blank in it, what the client chooses is more than the key.
  ["NEW:(.+) Port=80,17600", true],
  ["(?:NEW:BEST|\\S+ \\S+) Port=80,17600", true],
  ["NEW:BEST Flags=(\\S+) Port=80,17600", true],
  ["NEW:BEST Port=9878,\\S+:(\\S+)", true],
  ["NEW:BEST|NEW:(\\S+)", true],
])("%s", (pattern, isFree) => {
  expect(isFreeBesideKeys(pattern)).toBe(isFree);
});
