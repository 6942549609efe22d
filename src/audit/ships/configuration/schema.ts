import { strictToml } from "../../../distribution/index.ts";

/** Every key of `.sameday-audit.toml`: how it is read, what it means. docs/reference/audit.md is written from this. */

const { list, optional, otherwise, required, table, text } = strictToml;

const folder = text({
  form: "folder from the root of the repository, `.` for all of it",
  pattern: /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).{1,4096}$/u,
  mustBe: "a folder of the repository, without a / before it and without ..",
  normal: (written) => written.replace(/^(?:\.\/)+/, "").replace(/\/+$/, ""),
});
const installed = text({
  form: "absolute path in the image",
  pattern: /^\/(?!.*(?:^|\/)\.\.(?:\/|$)).{0,4096}$/u,
  mustBe: "an absolute path of the image, without ..",
  normal: (written) => written.replace(/\/+$/, ""),
});
const pattern = text({
  form: "path or pattern from the root of the repository, `features/`, `**/test_*.py`",
  pattern: /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))(?!.*\*\*.*\*\*.*\*\*).{1,1024}$/u,
  mustBe: "a path or pattern from the root of the repository, with ** at most twice",
});
const release = text({
  form: "Debian's codename, `trixie`",
  pattern: /^[a-z]{2,30}$/,
  mustBe: "the codename of a Debian release in small letters",
});

export const configurationFile = table({
  base_release: optional(release, "The Debian release that the image is made from."),
  image: otherwise(
    list(
      table({
        from: required(folder, "A folder whose content goes into the image."),
        at: otherwise(installed, "", "Where it stands there.", '"/"'),
      }),
    ),
    [],
    "What ships. With one such table nothing else does; without, the conventions of live-build, Debian source packages and mirrored roots are recognised.",
    "none",
  ),
  build: otherwise(list(pattern), [], "What is used to build the image and does not ship.", "none"),
  test: otherwise(list(pattern), [], "Tests."),
  dev: otherwise(list(pattern), [], "Developers' tools."),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;
export type ConfigurationRow = RowOf<typeof configurationFile>;
