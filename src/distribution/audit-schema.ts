import { line, name } from "./forms.ts";
import { located, optional, required } from "./read/field.ts";
import { choice, day, text } from "./read/leaves.ts";
import { table } from "./read/table.ts";

/** `[[audit]]`: what is looked at again and again, and by whom. */

const ruleId = text({
  form: "id of a rule, `perl-inc-relative`",
  pattern: /^[a-z][a-z0-9-]*$/,
  mustBe: "the id of a rule of `sameday audit rules`",
});
const period = text({
  form: "length of time, `6 months`",
  pattern: /^[1-9]\d{0,2} (?:days?|weeks?|months?|years?)$/,
  mustBe: "a number and days, weeks, months or years, such as 6 months",
});

export const audit = table({
  name: required(located(name), "The audit's name, with which a run of it is recorded."),
  title: required(line, "What is looked at, as people know it."),
  rule: optional(located(ruleId), "The rule of `sameday audit` to run. Either this or `class`."),
  class: optional(
    located(choice(["a", "b", "c", "d", "e", "f"])),
    "The class of rules to run (docs/reference/audit.md).",
  ),
  every: optional(located(period), "How long a recorded run counts. Either this or `at`."),
  at: optional(
    located(choice(["base-change"])),
    "`base-change`: due when an image is made from another release than at the last recorded run.",
  ),
  image: optional(located(name), "With `at`: the image that counts; any of them when absent."),
  first: optional(located(day), "The day on which it is due for the first time; when absent, at once."),
  team: optional(located(name), "The team that does it. Either this or `role`."),
  role: optional(located(choice(["full", "assistant", "auditor"])), "The role whose people do it."),
});
