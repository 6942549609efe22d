import type { ComponentChildren } from "preact";
import { type CaseView, isOpen, warningsOfHour } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { longKey } from "../../text/cases/crypto.ts";
import { clip } from "../../text/visible.ts";
import { listed } from "../../text/words.ts";
import { When } from "../when.tsx";
import { HourIn } from "./hour.tsx";

/** What is settled about a case, and what is not yet. */
export function CaseFacts({ frame, view }: { frame: Frame; view: CaseView }) {
  const { kept, reporterKey, policy } = view;
  const theCase = kept.case;
  const hour = (one: typeof theCase.expires) => one && <HourIn at={one.at} zone={one.zone} frame={frame} />;
  const names = (record: Readonly<Record<string, Date>>) => {
    const told = Object.entries(record);
    return told.length === 0
      ? undefined
      : told.map(([name, at]) => (
          <span key={name} class="line">
            {name}, <When at={at} now={frame.now} />
          </span>
        ));
  };
  const warnings = warningsOfHour(theCase, policy);
  const publicAt = theCase.embargo && (
    <>
      {hour(theCase.embargo)}
      {warnings.map((sentence) => (
        <small key={sentence} class="line soon">
          Against it: {sentence}
        </small>
      ))}
    </>
  );
  const work = theCase.team !== undefined;
  const isOver = !isOpen(theCase.state) || theCase.publishedAt !== undefined;
  const rows: readonly (readonly [label: string, value: ComponentChildren, wanted: boolean])[] = [
    ["Reporter", kept.reporter === "" ? undefined : clip(kept.reporter, 120), true],
    [
      "Key on file",
      reporterKey && (
        <>
          <span class="v">{longKey(reporterKey.fingerprint)}</span>
          <small class="line">
            since <When at={reporterKey.since} now={frame.now} />
          </small>
        </>
      ),
      true,
    ],
    ["Team", theCase.team, true],
    ["Assigned to", theCase.assignee, work],
    ["Severity", theCase.severity, work],
    ["Priority", theCase.priority, work],
    ["Resolved by", hour(theCase.expires), work],
    ["Affected", theCase.affected === undefined ? undefined : clip(theCase.affected, 300), work],
    ["Reviewed by", theCase.reviewers.length === 0 ? undefined : listed(theCase.reviewers), theCase.state === "fixing"],
    [isOver ? "Was to be public at" : "Public at", publicAt, theCase.state === "fix_ready"],
    ["The reporter publishes at", hour(theCase.reporterDate), false],
    ["Lists told", names(theCase.shared), false],
    ["Told ahead", names(theCase.told), false],
    ["Ids", theCase.ids.length === 0 ? undefined : <span class="v">{theCase.ids.join(", ")}</span>, false],
    ["Named as", theCase.credit === undefined ? undefined : clip(theCase.credit, 200), theCase.state === "scheduled"],
    ["Leaked", theCase.leakedAt && <When at={theCase.leakedAt} now={frame.now} />, false],
    [
      "Exploited, known",
      theCase.exploitationKnownAt && <When at={theCase.exploitationKnownAt} now={frame.now} />,
      false,
    ],
    [
      "Set aside by the golden rule",
      theCase.overrides.length === 0
        ? undefined
        : theCase.overrides.map((one) => (
            <span key={one.gate} class="line">
              {one.gate.replaceAll("-", " ")}, {one.by}: {clip(one.reason, 200)}
            </span>
          )),
      false,
    ],
  ];
  return (
    <aside class="facts" aria-labelledby="facts">
      <h2 id="facts">What is settled</h2>
      <dl>
        {rows
          .filter(([, value, wanted]) => value !== undefined || wanted)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value ?? <span class="soft">○ not yet</span>}</dd>
            </div>
          ))}
      </dl>
      <p>
        <small>
          By the policy “{policy.title}”. {clip(policy.goldenRule, 300)}
        </small>
      </p>
    </aside>
  );
}
