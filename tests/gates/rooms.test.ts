import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ROOT, runTool, withPlanted } from "./planted.ts";

/** The part of the configuration that this gate looks at. */
interface Configuration {
  readonly forbidden: readonly { readonly name: string }[];
}

interface Cruise {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

const CONFIG = ".dependency-cruiser.cjs";
const { forbidden } = createRequire(import.meta.url)(join(ROOT, CONFIG)) as Configuration;
const rules = forbidden.map((rule) => rule.name);

/** For each rule the file that breaks it, its content, and where the forbidden import leads. */
type Plants = Readonly<Record<string, readonly [file: string, content: string, to: RegExp]>>;

const OWN_PLANTS: Plants = {
  "front-door-only": ["src/updates/planted-door.ts", 'import "../tracker/inner.ts";\n', /src\/tracker\/inner\.ts/],
  "no-circles": ["src/kernel/planted-circle-a.ts", 'import "./planted-circle-b.ts";\n', /planted-circle-b\.ts/],
  "no-unresolved": ["src/kernel/planted-nowhere.ts", 'import "./not-there.ts";\n', /not-there/],
  "postgres-driver": ["src/updates/planted-pg.ts", 'import "pg";\n', /node_modules\/pg\//],
  "job-engine": ["src/updates/planted-boss.ts", 'import "pg-boss";\n', /node_modules\/pg-boss\//],
  "openpgp-library": ["src/updates/planted-openpgp.ts", 'import "openpgp";\n', /node_modules\/openpgp\//],
  "mail-words": ["src/cases/planted-words.ts", 'import "postal-mime";\n', /node_modules\/postal-mime\//],
  "lmtp-server": ["src/mail/planted-lmtp.ts", 'import "smtp-server";\n', /node_modules\/smtp-server\//],
  "imap-client": ["src/mail/planted-imap.ts", 'import "imapflow";\n', /node_modules\/imapflow\//],
  "audited-languages": ["src/tracker/planted-yaml.ts", 'import "yaml";\n', /node_modules\/yaml\//],
  mailer: ["src/desk/planted-mailer.ts", 'import "nodemailer";\n', /node_modules\/nodemailer\//],
  "processes-through-the-port": ["src/debian/planted-process.ts", 'import "node:child_process";\n', /child_process/],
};

/** The faces stand at the end of the flow: no room may use the command line. */
function plantFor(rule: string): Plants[string] | undefined {
  const room = /^room-(.+)$/.exec(rule)?.[1];
  return room
    ? [`src/${room}/planted-face.ts`, 'import "../cli/index.ts";\n', /src\/cli\/index\.ts/]
    : OWN_PLANTS[rule];
}

const rooms = rules.flatMap((rule) => /^room-(.+)$/.exec(rule)?.[1] ?? []);

function soundHouse(): Record<string, string> {
  const files: Record<string, string> = {
    [CONFIG]: readFileSync(join(ROOT, CONFIG), "utf8"),
    "tsconfig.json": readFileSync(join(ROOT, "tsconfig.json"), "utf8"),
    "package.json": '{ "name": "planted", "type": "module" }\n',
    "src/tracker/inner.ts": "export const inner = 1;\n",
    "tests/empty.ts": "export {};\n",
  };
  for (const room of [...rooms, "cli"]) files[`src/${room}/index.ts`] = "export {};\n";
  for (const name of ["pg", "pg-boss", "openpgp", "nodemailer", "postal-mime", "smtp-server", "imapflow", "yaml"]) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: "1.0.0", main: "index.js" });
    files[`node_modules/${name}/index.js`] = "";
  }
  return files;
}

async function cruise(directory: string): Promise<Cruise> {
  const args = ["src", "tests", "--config", CONFIG, "--output-type", "json"];
  return JSON.parse((await runTool("dependency-cruiser/bin/dependency-cruise.mjs", args, directory)).text) as Cruise;
}

describe("the rooms gate", () => {
  let planted: Cruise;

  beforeAll(async () => {
    const files = soundHouse();
    for (const rule of rules) {
      const plant = plantFor(rule);
      if (plant) files[plant[0]] = plant[1];
    }
    files["src/kernel/planted-circle-b.ts"] = 'import "./planted-circle-a.ts";\n';
    planted = await withPlanted(files, cruise);
  });

  test("every rule has a name of its own", () => {
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(20);
  });

  test.each(rules)("%s is refused where it is broken", (rule) => {
    const plant = plantFor(rule);
    expect(plant, "this rule has no planted violation: add one to OWN_PLANTS").toBeDefined();
    const hits = planted.summary.violations.filter((each) => each.rule.name === rule && each.from === plant?.[0]);
    expect(hits.map((each) => each.to)).toContainEqual(expect.stringMatching(plant?.[2] ?? /$^/));
  });

  test("no plant stands for a rule that is gone", () => {
    expect(Object.keys(OWN_PLANTS).filter((rule) => !rules.includes(rule))).toEqual([]);
  });

  test("a sound house passes, and was really seen", async () => {
    const { summary } = await withPlanted(soundHouse(), cruise);
    expect(summary.violations).toEqual([]);
    expect(summary.totalCruised).toBeGreaterThan(rooms.length);
  });

  test("this house was really seen", async () => {
    expect((await cruise(ROOT)).summary.totalCruised).toBeGreaterThan(100);
  });
});
