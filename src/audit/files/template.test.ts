import fc from "fast-check";
import { expect, test } from "vitest";
import { kindOf } from "./kind-of.ts";
import { filledIn, withoutTemplate } from "./template.ts";

test.each([
  ["a.j2", "{# Copyright\n # me\n #}\na {{ b__c | d('e') }} f", "\n\n\na @b__c@ f"],
  ["a.jinja", "{% if a\n and b %}\nx={{ y }}/z\n{% endif %}\n", "\n\nx=@y@/z\n\n"],
  ["a.tmpl", "{{ user `name` }}:{{ .Other }}", "@user@:@Other@"],
  ["a.tpl", "a{{ 1 }}{{}}", "a@VALUE@@VALUE@"],
  ["a.j2", "{{ head -}}\n[Unit]\n {{ more\n }}\nb", "\n[Unit]\n \n\nb"],
  ["a.erb", "<% if x %>a<%= @user %><% end %>", "a@user@"],
  ["a.j2", "nothing { { here", "nothing { { here"],
  ["a.j2", "{{ open\n", "{{ open\n"],
  ["a.j2", "{{ a }}", ""],
  [
    "a.mas",
    "<%args>\n$a => 1\n</%args>\n% if ($a) {\n<% $user %> b/<% $x->y %>\n% }\n<& c &>",
    "\n\n\n\n@user@ b/@x@\n\n<& c &>",
  ],
  ["a.sh", "{# not a template #}", "{# not a template #}"],
])("%s: %j", (path, text, expected) => {
  expect(filledIn(path, text)).toBe(expected);
});

test("lines stay where they are", () => {
  const part = fc.constantFrom("{{", "}}", "{%", "%}", "{#", "#}", "<%", "<%=", "%>", "a", "\n", " b ");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      expect(filledIn("x.j2", text).split("\n")).toHaveLength(text.split("\n").length);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ["/templates/etc/sudoers.d/web.j2", "{# c\n #}\n%{{ group }} ALL = NOPASSWD: /bin/x\n", "sudoers"],
  ["/templates/overrides.j2", "{{ user }} ALL=NOPASSWD: /bin/x, /bin/y z\n", "sudoers"],
  ["/templates/x.service.j2", "{# c\n #}\n[Unit]\nA=b\n[Service]\nExecStart={{ x }}/y\n", "unit"],
  ["/templates/y.service.j2", "{%- set a = 1 -%}\n{{ head -}}\n[Unit]\nA=b\n[Service]\nExecStart=/y\n", "unit"],
  ["/x/user-data.tmpl", "## template: jinja\n#cloud-config\n\nusers:\n", "cloud-config"],
  ["/x/cloud.cfg.tmpl", "# {{ a }}\nusers:\n", "cloud-config"],
  ["/x/Dockerfile.web.j2", "FROM {{ base }}\n", "dockerfile"],
  ["/x/sudo.mas", "<%args>\n$u\n</%args>\n% if (1) {\n<% $u %>  ALL = NOPASSWD:ALL\n% }\n", "sudoers"],
  ["/x/a.pkr.hcl", "build {\n}\n", "installer"],
  ["/x/ks.json.tmpl", '{\n "a": "{{ user `b` }}",\n "postinstall": [\n  "c"\n ]\n}\n', "installer"],
  ["/templates/page.j2", "{# c #}<html>{{ body }}</html>\n", "other"],
])("the kind of %s", (path, text, kind) => {
  expect(kindOf(withoutTemplate(path), filledIn(path, text))).toBe(kind);
});
