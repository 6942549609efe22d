import { formatDuration } from "../../kernel/index.ts";
import type { DrillRun, DrillsModel, Frame } from "../model/index.ts";
import { scaleClass } from "../parts/chart.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { OwnShareCell, OwnShareSentence } from "../parts/own-share.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Tag } from "../parts/tag.tsx";
import { When } from "../parts/when.tsx";
import { stepTitle } from "../text/step-title.ts";
import { clip } from "../text/visible.ts";

const MOST_RUNS = 30;

/** Rehearsals of the line with fixes of the past: the last one in full, then how they went. */
export function DrillsPage({ frame, model }: { frame: Frame; model: DrillsModel }) {
  const [last] = model.runs;
  return (
    <Layout frame={frame} title="Drills">
      <h1>{last ? lastSentence(last) : "No drill was run yet."}</h1>
      {last ? (
        <>
          <p class="lead">
            The line itself used {share(last.totalMs, model.budgetMs)} of {theBudget(model.budgetMs / 3_600_000)} that
            an update may take. What is left belongs to people.
          </p>
          <Last run={last} model={model} frame={frame} />
          <Runs model={model} frame={frame} />
        </>
      ) : (
        <Empty>
          Run <code>sameday drill</code> on the desk's machine. It takes a past fix through the whole line, on queues
          and keys of its own, and its times appear here.
        </Empty>
      )}
    </Layout>
  );
}

function lastSentence(run: DrillRun): string {
  return run.outcome === "fixed"
    ? `The last drill brought ${run.package} to a machine in ${formatDuration(run.totalMs)}.`
    : `The last drill, with ${run.package}, did not reach a machine.`;
}

function theBudget(hours: number): string {
  return hours === 24 ? "the day" : `the ${hours} hours`;
}

/** `0.2 %`, `under 0.1 %`. */
function share(part: number, whole: number): string {
  const percent = whole > 0 ? (part / whole) * 100 : 0;
  if (percent < 0.1) return "under 0.1 %";
  return `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** Each stage of one run as a bar on its time line. */
function Last({ run, model, frame }: { run: DrillRun; model: DrillsModel; frame: Frame }) {
  const end = Math.max(1, ...run.stages.map((stage) => stage.to));
  return (
    <section aria-labelledby="last">
      <h2 id="last">
        {run.package} for {run.release}, <When at={run.at} now={frame.now} />
      </h2>
      <p>
        From <span class="v">{run.vulnerable}</span> to <span class="v">{run.fixed}</span>.{" "}
        {run.toQueueMs > 0 ? `Testers could install it after ${formatDuration(run.toQueueMs)}. ` : ""}
        {run.outcome === "fixed" ? "The machine said: " : "It ended with: "}
        <span class="v">{clip(run.proof, 300)}</span>
      </p>
      <OwnShareSentence own={run.own} aim={model.ownShareAim} />
      <Scroll label="Stages of the last drill">
        <table class="stages cards">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">When</th>
              <th scope="col" class="number">
                Took
              </th>
              <th scope="col" class="number">
                Of the budget
              </th>
              <th scope="col">What came of it</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {run.stages.map((stage) => (
              <tr key={stage.name}>
                <th scope="row">{stepTitle(stage.name)}</th>
                <td class="bar-cell" data-label="When">
                  <span class="vh">from {formatDuration(stage.from)} on</span>
                  <span class="track" aria-hidden="true">
                    <span
                      class={`bit ${stage.by} ${scaleClass("x", stage.from / end)} ${scaleClass("w", (stage.to - stage.from) / end)}`}
                    />
                  </span>
                </td>
                <td class="number" data-label="Took">
                  {formatDuration(stage.to - stage.from)}
                </td>
                <td class="number share" data-label="Of the budget">
                  {share(stage.to - stage.from, model.budgetMs)}
                </td>
                <td data-label="What came of it">{clip(stage.result, 160)}</td>
                <td data-label="By">{stage.by}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Runs({ model, frame }: { model: DrillsModel; frame: Frame }) {
  const { runs, ownShareAim } = model;
  const longest = Math.max(1, ...runs.map((run) => run.totalMs));
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">All drills</h2>
      <Scroll label="Table of all drills">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Package</th>
              <th scope="col">When</th>
              <th scope="col">Outcome</th>
              <th scope="col" class="number">
                To the queue
              </th>
              <th scope="col" class="number">
                To the machine
              </th>
              <th scope="col" class="number">
                Own share
              </th>
              <th scope="col">Beside the others</th>
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, MOST_RUNS).map((run) => (
              <tr key={run.at.toISOString()}>
                <th scope="row">
                  {run.package} for {run.release}
                </th>
                <td data-label="When">
                  <When at={run.at} now={frame.now} />
                </td>
                <td data-label="Outcome">
                  {run.outcome === "fixed" ? (
                    <Tag shape="good" tone="good">
                      fixed
                    </Tag>
                  ) : (
                    <Tag shape="bad" tone="late">
                      failed
                    </Tag>
                  )}
                </td>
                <td class="number" data-label="To the queue">
                  {run.toQueueMs > 0 ? formatDuration(run.toQueueMs) : "–"}
                </td>
                <td class="number" data-label="To machine">
                  {run.outcome === "fixed" ? formatDuration(run.totalMs) : "–"}
                </td>
                <td class="number" data-label="Own share">
                  <OwnShareCell own={run.own} aim={ownShareAim} />
                </td>
                <td class="bar-cell" data-label="Beside">
                  <span class="track" aria-hidden="true">
                    {run.outcome === "fixed" ? (
                      <span class={`bit machine x0 ${scaleClass("w", run.totalMs / longest)}`} />
                    ) : null}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
