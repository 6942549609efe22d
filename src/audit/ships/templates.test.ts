import { expect, test } from "vitest";
import { shipsOf } from "./ships.ts";

test("a build's templates are programs by the names that they get, whatever ending they have", () => {
  const texts: Readonly<Record<string, string>> = {
    "Makefile.PL": "WriteMakefile(EXE_FILES => { 'tool.raw' => 'tool' });\n",
    "tool.raw": "",
    "maker.raw": "",
  };
  const files = Object.keys(texts);
  const place = shipsOf({ directories: [], files, textOf: (path) => texts[path] ?? "", configuration: undefined });
  expect(place("tool.raw").fate).toBe("image");
  expect(place("maker.raw").fate).toBe("dev");
});
