import type { CaseView, Lesson } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { CaseHead } from "../../parts/cases/head.tsx";
import { WhatIsMissing } from "../../parts/cases/missing.tsx";
import { AreaField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { Empty, Note } from "../../parts/note.tsx";
import { Tag } from "../../parts/tag.tsx";
import { When } from "../../parts/when.tsx";
import { actPath, casePath, casesPath } from "../../text/cases/addresses.ts";
import { cutLines } from "../../text/cut.ts";
import { visible } from "../../text/visible.ts";
import { capital, count, listed } from "../../text/words.ts";

const MOST = 100;
const TEXT_BYTES = 36_000;

/** What was learned so far; what the reader has not acknowledged first. */
export function LessonsPage({ frame, lessons }: { frame: Frame; lessons: readonly Omit<Lesson, "lesson">[] }) {
  const open = lessons.filter(({ acknowledged }) => !acknowledged).length;
  const sentence =
    lessons.length === 0
      ? "There is no lesson for you yet."
      : open === 0
        ? "You have read every lesson."
        : `${capital(count(open, "lesson waits", "lessons wait"))} for you to read.`;
  return (
    <CasesPage frame={frame} title="Lessons" confidential={false}>
      <h1>{sentence}</h1>
      <p class="soft">
        Every member of every team reads what was learned from a case. The mails behind it stay with those who handled
        it.
      </p>
      {lessons.length === 0 ? (
        <Empty>
          A case is not closed without a lesson, or a reason why there is none. The first one for you stands here.
        </Empty>
      ) : (
        <ul class="plain">
          {lessons.slice(0, MOST).map(({ id, at, by, acknowledged, unreadBy }) => (
            <li key={id}>
              <a href={casePath(id, "/lesson")}>{id}</a>{" "}
              {acknowledged ? (
                <Tag shape="good" tone="good">
                  you read it
                </Tag>
              ) : (
                <Tag shape="open" tone="soon">
                  waits for you
                </Tag>
              )}{" "}
              <small>
                by {by}, <When at={at} now={frame.now} />;{" "}
                {unreadBy.length === 0
                  ? "everybody has read it"
                  : `${count(unreadBy.length, "person has", "people have")} not read it yet`}
              </small>
            </li>
          ))}
        </ul>
      )}
    </CasesPage>
  );
}

/** One lesson, and the word that it was read. */
export function LessonPage({ frame, lesson }: { frame: Frame; lesson: Lesson }) {
  const { id, at, by, rule, acknowledged, unreadBy } = lesson;
  const { text, left } = cutLines(visible(lesson.lesson), TEXT_BYTES);
  return (
    <Layout frame={frame} title={id} confidential>
      <p class="crumb">
        <a href={casesPath.lessons}>Lessons</a>
      </p>
      <h1>What {id} taught us</h1>
      <p class="soft">
        Written by {by}, <When at={at} now={frame.now} />. For the people of this desk.
      </p>
      {rule === undefined ? null : (
        <p>
          The audit would have caught it: <code>sameday audit rules {rule}</code> explains the rule.
        </p>
      )}
      <pre class="text">{text}</pre>
      {left > 0 ? (
        <p class="soft">
          {capital(count(left, "line", "lines"))} more: <code>sameday cases show {id}</code> has the whole.
        </p>
      ) : null}
      {acknowledged ? (
        <Note tone="good">
          <p>You have read it.</p>
        </Note>
      ) : (
        <ActForm frame={frame} action={actPath(id, "lesson-read")}>
          <button type="submit">I read it, as {frame.viewer?.id}</button>
        </ActForm>
      )}
      <p>
        <small>
          {unreadBy.length === 0
            ? "Everybody has read it."
            : `Not read yet by ${listed(unreadBy.slice(0, 30))}${unreadBy.length > 30 ? " …" : ""}.`}
        </small>
      </p>
    </Layout>
  );
}

/** The form of a lesson, which closes the case. */
export function WriteLessonPage(props: {
  frame: Frame;
  view: CaseView;
  sent?: string;
  rule?: string;
  problem?: string;
}) {
  const { frame, view, sent = "", rule = "", problem = "" } = props;
  const { id } = view.row;
  const step = view.possible.find(({ act }) => act === "learn");
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of="The lesson" />
      <p class="lead">
        What happened, why nobody saw it before, and what will see it next time. If a check would have caught it, name
        the rule. Without anything to learn, say why.
      </p>
      <Problem text={problem} />
      {step && !step.can ? (
        <Note tone="soon">
          <WhatIsMissing sentence={step.sentence} />
        </Note>
      ) : (
        <ActForm frame={frame} action={casePath(id, "/lesson")} class="stack">
          <AreaField
            id="lesson"
            label="The lesson"
            hint="Every member of every team reads it: nothing in it that they must not know."
            value={sent}
            longest={50_000}
            rows={14}
            required
          />
          <TextField
            id="rule"
            label="The audit's rule that would have caught it"
            hint="As sameday audit rules names it; empty for none."
            value={rule}
            longest={100}
            code
          />
          <div class="act">
            <button type="submit">
              Write it and close {id}, as {frame.viewer?.id}
            </button>
            <a href={casePath(id)}>Not now</a>
          </div>
        </ActForm>
      )}
    </Layout>
  );
}
