// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expansions of the shell look like them
import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import type { AuditContext } from "../model.ts";
import { sudoersSources } from "./sudoers-sources.ts";

/** `path:line account command` of each grant and `path:line name` of each setting. */
function rules(files: Readonly<Record<string, string>>): string[] {
  return sudoersSources(imageOf(files)).flatMap(({ file, value }) => [
    ...value.grants.map(({ users, command }) => `${file.path}:${command.line} ${users[0]?.name} ${command.name}`),
    ...value.defaults.map(({ name, line }) => `${file.path}:${line} ${name}`),
  ]);
}

test("rules that a script writes stand where it writes them", () => {
  const script =
    "#!/bin/sh\ncat > /etc/sudoers.d/kim <<EOF\n# who\nkim ALL = /bin/a, \\\\\n  $DIR/b\n$(id -un) ALL = ALL\nEOF\n";
  expect(rules({ "shell /opt/p": script })).toEqual(["opt/p:4 kim /bin/a", "opt/p:5 kim /$DIR/b", "opt/p:6 $? ALL"]);
});

test("rules that an editor of visudo writes, those of a source's own name, and a command that a run tells before its arguments", () => {
  const script =
    "#!/bin/sh\necho '%kim ALL=(ALL) NOPASSWD:ALL' | sudo EDITOR='tee -a' visudo\n" +
    'echo "kim ALL=(ALL) NOPASSWD:$bin *" | sudo tee -a "$top/installers/x.sudoers" > /dev/null\n';
  expect(rules({ "shell /opt/p": script })).toEqual(["opt/p:2 %kim ALL", "opt/p:3 kim /$bin"]);
});

test("rules that a container is built with, and those that are moved to their name", () => {
  const dockerfile = "FROM a\nRUN true && \\\n    # why\n    echo 'kim ALL = ALL' > /etc/sudoers.d/kim\n";
  expect(rules({ "dockerfile /opt/Dockerfile": dockerfile })).toEqual(["opt/Dockerfile:4 kim ALL"]);
  const script = 'f=/etc/sudoers.d/kim\nif echo "kim ALL = ALL" > "${f}.tmp"; then\n  put "${f}.tmp" "$f"\nfi\n';
  expect(rules({ "shell /opt/p": script })).toEqual(["opt/p:2 kim ALL"]);
});

test.each([
  ["@WEB_USER@ ALL=NOPASSWD: @SBINDIR@/shutdown", "@WEB_USER@ /@SBINDIR@/shutdown"],
  ["kim ALL = --sbindir--/a x, %%PREFIX%%/b", "kim /--sbindir--/a"],
])("a template's folders are places: %s", (text, first) => {
  expect(rules({ "sudoers /opt/x.in": `${text}\n` })[0]).toBe(`opt/x.in:1 ${first}`);
  expect(rules({ "sudoers /etc/sudoers.d/x": `${text}\n` })).toEqual([]);
});

test.each([
  ["a text that a runner evaluates", "G_EXEC eval 'echo '\\''kim ALL=ALL'\\'' > /etc/sudoers.d/kim'", ["1 kim ALL"]],
  [
    "a program that a text looks for",
    `run eval "echo 'kim ALL=NOPASSWD: \\$(which a)' > '$D/etc/sudoers.d/kim'"`,
    ["1 kim /usr/bin/a"],
  ],
  [
    "programs that are looked for",
    'echo "kim ALL=NOPASSWD: $(command -v a) b, $(which c)" > /etc/sudoers.d/kim',
    ["1 kim /usr/bin/a", "1 kim /usr/bin/c"],
  ],
  [
    "a program that was looked for before",
    'p="$(command -v a)"\necho "kim ALL=NOPASSWD:$p" > /etc/sudoers.d/kim',
    ["2 kim /usr/bin/a"],
  ],
  [
    "names behind others",
    'if b; then c=/a; else c=/b; fi\necho "kim ALL=NOPASSWD: $c x, $d -t *" > /etc/sudoers.d/kim',
    ["2 kim /$c", "2 kim /$d"],
  ],
])("%s", (_, script, expected) => {
  expect(rules({ "shell /opt/p": `${script}\n` })).toEqual(expected.map((each) => `opt/p:${each}`));
});

test("a root that a container is given is an image's, what tests it is not", () => {
  const fates = ["docker/etc/sudoers.d/a", ".github/etc/sudoers.d/a"].map((path) => {
    const context = imageOf({ [`sudoers /${path}`]: "kim ALL=ALL\n" });
    const built = context.files.map((file) => ({ ...file, fate: "build" as const, installedPath: undefined }));
    const asked = { ...context, ofKind: (kind: string) => (kind === "sudoers" ? built : []) };
    return sudoersSources(asked as typeof context)[0]?.file.fate;
  });
  expect(fates).toEqual(["image", "build"]);
});

test("what a build puts for whole commands is a command, in an alias too", () => {
  const text =
    "Cmnd_Alias A = \\\n    @FSCK@ -p *, \\\n    @KILL@, \\\n    @CHOWN@ @USER@\\:@GROUP@ *\n@USER@ ALL=(ALL) NOPASSWD: A, @REBOOT@ -f\n";
  const [source] = sudoersSources(imageOf({ "sudoers /etc/sudoers.d/50_x.in": text }));
  expect(source?.value.aliases.flatMap(({ commands }) => commands.map(({ name }) => name))).toEqual([
    "/@FSCK@",
    "/@KILL@",
    "/@CHOWN@",
  ]);
  expect(source?.value.grants.map(({ users, command }) => `${users[0]?.name} ${command.name}`)).toEqual([
    "@USER@ A",
    "@USER@ /@REBOOT@",
  ]);
});

test.each([
  ["a name that sudo leaves out", "echo 'kim ALL=ALL' > /etc/sudoers.d/x.md"],
  ["another file", "echo 'kim ALL=ALL' > /etc/x; visudo -c -f /etc/sudoers"],
  ["a command that only a run would tell", 'echo "kim ALL=$WHAT" > /etc/sudoers.d/x'],
])("%s has no rules", (_, script) => {
  expect(rules({ "shell /opt/p": `${script}\n` })).toEqual([]);
});

const PATCH = `--- a/etc/sudoers
+++ b/etc/sudoers
@@ -1,4 +1,6 @@
 Cmnd_Alias EDIT = /bin/vi
-%sudo ALL=(ALL) ALL
+%sudo ALL=(ALL) NOPASSWD: ALL
+Defaults !env_reset
+kim ALL = EDIT
 ben ALL = ALL
 Defaults secure_path=/bin
`;

test("of a patch, what it adds counts, and what it shows gives the names", () => {
  expect(rules({ "patch /p.diff": PATCH })).toEqual(["p.diff:6 %sudo ALL", "p.diff:8 kim EDIT", "p.diff:7 env_reset"]);
  const [source] = sudoersSources(imageOf({ "patch /p.diff": PATCH }));
  expect(source?.value.aliases.map(({ name }) => name)).toEqual(["EDIT"]);
});

test("a patch for another file has no rules", () => {
  expect(rules({ "patch /p.diff": PATCH.replaceAll("/etc/sudoers", "/doc/sudoers.txt") })).toEqual([]);
});

test("files that rules take in count, each once, also in a circle", () => {
  const files = {
    "sudoers /etc/sudoers": "@include /opt/more\n#include sudoers.local\n@include /etc/gone\nroot ALL = ALL\n",
    "other /opt/more": "@include /etc/sudoers\n@include more\nkim ALL = /bin/a\n",
    "other /etc/sudoers.local": "ben ALL = /bin/b\n",
  };
  expect(rules(files)).toEqual(["etc/sudoers:4 root ALL", "opt/more:3 kim /bin/a", "etc/sudoers.local:1 ben /bin/b"]);
});

test.each([
  ["config/hooks/live/10-x.chroot", "build", "image"],
  ["config/chroot_local-hooks/10-x", "build", "image"],
  ["vagrant/provision.sh", "build", "build"],
  ["tests/x.sh", "test", "test"],
  ["build_card.sh", "build", "image"],
  ["stage2/01-x/run-chroot.sh", "dev", "image"],
  ["run.sh", "dev", "image"],
  ["tools/run.sh", "dev", "dev"],
  ["docs/run.sh", "dev", "dev"],
  [".github/x.sh", "build", "build"],
] as const)("what %s writes, of the fate %s, has the fate %s", (path, fate, expected) => {
  const text = () => "echo 'kim ALL = ALL' > /etc/sudoers.d/kim\n";
  const script = { path, fate, kind: "shell", mode: 0o755, owner: undefined, size: 1, installedPath: undefined, text };
  const ofKind = (kind: string) => (kind === "shell" ? [script] : []);
  const files = [script];
  const [source] = sudoersSources({ scope: "tree", files, ofKind } as unknown as AuditContext);
  expect(source?.file).toMatchObject({ path, fate: expected, kind: "sudoers", installedPath: "/etc/sudoers.d/kim" });
});

test("where live-build says what ships, a script beside it writes for its developers", () => {
  const text = () => "echo 'kim ALL = ALL' > /etc/sudoers.d/kim\n";
  const script = { path: "run.sh", fate: "dev", kind: "shell", text };
  const included = { path: "config/chroot_local-includes/etc/x", fate: "image", kind: "other", text };
  const ofKind = (kind: string) => (kind === "shell" ? [script] : []);
  const [source] = sudoersSources({ scope: "tree", files: [script, included], ofKind } as unknown as AuditContext);
  expect(source?.file.fate).toBe("dev");
});

test("a rule in a name, which a script prints into its file", () => {
  const script =
    '#!/bin/sh\na() {\n  who=$1\n  f="/etc/sudoers.d/99_${who}"\n  rule="${who} ALL=(ALL) NOPASSWD:ALL"\n  echo "$rule" >> $f\n}\n';
  expect(rules({ "shell /opt/p": script })).toEqual(["opt/p:6 $who ALL"]);
});

test("a script that is written with tabs in front of its lines", () => {
  const script =
    '#!/bin/sh\ncat > a.sh <<-END\n\t#!/bin/sh -e\n\tif true ; then\n\t\techo "kim ALL=ALL" >>/etc/sudoers.d/kim\n\tfi\nEND\n';
  expect(rules({ "shell /opt/p": script })).toEqual(["opt/p:5 kim ALL"]);
});

test("what options of NixOS and resources of Chef and Puppet grant", () => {
  const files = {
    "setup /a/x.nix": "{\n  security.sudo.wheelNeedsPassword = false;\n}\n",
    "setup /a/y.nix": '{\n  security.sudo.extraConfig = "kim ALL=(ALL) NOPASSWD: ALL";\n}\n',
    "setup /a/z.rb": "sudo 'kim' do\n  nopasswd true\nend\n",
    "setup /a/z.pp": "sudo::conf { 'adm':\n  content => '%adm ALL=(ALL) NOPASSWD: ALL',\n}\n",
  };
  expect(rules(files).sort()).toEqual([
    "a/x.nix:2 %wheel ALL",
    "a/y.nix:2 kim ALL",
    "a/z.pp:2 %adm ALL",
    "a/z.rb:1 kim ALL",
  ]);
});
