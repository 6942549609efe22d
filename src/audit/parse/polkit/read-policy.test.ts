import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPolicy } from "./read-policy.ts";

const POLICY = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/PolicyKit/1/policyconfig.dtd">
<policyconfig>
  <vendor>Example &amp; sons</vendor>
  <!-- <action id="org.example.comment"><defaults><allow_any>yes</allow_any></defaults></action> -->
  <action id="org.example.run">
    <description xml:lang="de">Etwas</description>
    <defaults>
      <allow_any>no</allow_any>
      <allow_inactive
        >auth_admin</allow_inactive>
      <allow_active> auth_self_keep </allow_active>
    </defaults>
    <annotate key="org.freedesktop.policykit.exec.path">@libexecdir@/run</annotate>
  </action>
  <action id="org.example.second"><defaults><allow_active>yes</allow_active></defaults></action>
</policyconfig>
`;

describe("readPolicy", () => {
  it("reads actions, what they allow and what is noted on them, with lines", () => {
    expect(readPolicy(POLICY)).toEqual({
      problems: [],
      value: {
        actions: [
          {
            id: "org.example.run",
            line: 7,
            defaults: [
              { session: "any", result: "no", line: 10 },
              { session: "inactive", result: "auth_admin", line: 11 },
              { session: "active", result: "auth_self_keep", line: 13 },
            ],
            annotations: [{ key: "org.freedesktop.policykit.exec.path", value: "@libexecdir@/run", line: 15 }],
          },
          {
            id: "org.example.second",
            line: 17,
            defaults: [{ session: "active", result: "yes", line: 17 }],
            annotations: [],
          },
        ],
      },
    });
  });

  it.each([
    ["<policyconfig><action id='a'>", []],
    ["<policyconfig>\n<action id='a'></policyconfig>", ["a"]],
    ["<policyconfig><action id='a'></action>&unknown;</policyconfig>", ["a"]],
    ["", []],
  ])("reports %j and keeps what it had", (text, ids) => {
    const { value, problems } = readPolicy(text);
    expect(problems.map(({ code }) => code)).toEqual(["polkit-xml"]);
    expect(value.actions.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  it("does not expand entities", () => {
    const bomb = `<!DOCTYPE p [<!ENTITY a "yes"><!ENTITY b "&a;&a;">]><policyconfig><action id="x"><defaults><allow_any>&b;</allow_any></defaults></action></policyconfig>`;
    expect(readPolicy(bomb).value.actions[0]?.defaults[0]?.result).not.toBe("yes");
  });

  it("survives any text", () => {
    const piece = fc.constantFrom(
      "<action id='x'>",
      "</action>",
      "<defaults>",
      "<allow_any>",
      "yes",
      "</allow_any>",
      "<!--",
      "]]>",
      "&",
      "<annotate key='__proto__'>",
      "</",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 50 }), (pieces) => {
        expect(readPolicy(pieces.join("")).problems.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it("takes deep nesting and long texts", () => {
    expect(readPolicy("<a>".repeat(200_000)).problems.length).toBe(1);
    expect(
      readPolicy(
        `<policyconfig><action id="x"><defaults><allow_any>${"y".repeat(10_000_000)}</allow_any></defaults></action></policyconfig>`,
      ).problems,
    ).toEqual([]);
  });

  const folder = "/usr/share/polkit-1/actions";
  it.skipIf(!existsSync(folder))("reads every policy of this machine", () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      const { value, problems } = readPolicy(text);
      expect(problems, name).toEqual([]);
      expect(value.actions.length, name).toBe(text.replace(/<!--[\s\S]*?-->/g, "").match(/<action\s/g)?.length ?? 0);
      for (const { id, defaults } of value.actions) expect(defaults.length, id).toBeGreaterThan(0);
    }
  });
});

it.each(["\0", "<", "&a;"])("megabytes of %j that are no XML end soon", (piece) => {
  const started = process.cpuUsage();
  const { problems } = readPolicy(`<policyconfig>${piece.repeat(4_000_000 / piece.length)}`);
  expect(problems).toHaveLength(1);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});
