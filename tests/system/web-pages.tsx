import type { VNode } from "preact";
import type { Frame } from "../../src/web/index.ts";
import { AccountPage, SecretPage } from "../../src/web/pages/account.tsx";
import { ApprovePage } from "../../src/web/pages/approve.tsx";
import { AuditPage } from "../../src/web/pages/audit.tsx";
import { BoardPage } from "../../src/web/pages/board.tsx";
import { PublishPage, SendBackPage } from "../../src/web/pages/confirm.tsx";
import { changedFiles, DifferencePage, DifferencesPage } from "../../src/web/pages/difference.tsx";
import { DrillsPage } from "../../src/web/pages/drills.tsx";
import { EditPage, fieldsOf } from "../../src/web/pages/edit.tsx";
import { ErrorPage } from "../../src/web/pages/error.tsx";
import { IssueListPage } from "../../src/web/pages/issue-list.tsx";
import { LogPage } from "../../src/web/pages/log.tsx";
import { ChallengePage, LoginPage, OncePage } from "../../src/web/pages/login.tsx";
import { PackagePage } from "../../src/web/pages/package.tsx";
import { PeoplePage } from "../../src/web/pages/people.tsx";
import { ReleasePage, ReleasesPage } from "../../src/web/pages/release.tsx";
import { TokensPage } from "../../src/web/pages/tokens.tsx";
import { UpdatePage } from "../../src/web/pages/update.tsx";
import { UpdateListPage } from "../../src/web/pages/update-list.tsx";
import * as example from "./web-example.ts";

export const FRAME: Frame = {
  viewer: example.LEO,
  csrf: "form-token",
  now: example.NOW,
  distribution: "Debian",
  path: "/",
  stylesheet: "/style/0123456789abcdef.css",
  zone: "UTC",
  takesCases: false,
  peopleHoldKey: false,
  notice: "",
};

export const STRANGER: Frame = { ...FRAME, viewer: null, csrf: "" };

const change = <T,>(value: T): T => value;

/**
 * Every page over its example. `map` is applied to each model before it is shown: the hostile-text test puts other words
 * into every field there is.
 */
export function everyPage(frame: Frame = FRAME, map: <T>(model: T) => T = change): Readonly<Record<string, VNode>> {
  const row = map(example.ROWS.embargoed);
  const update = map(example.UPDATE);
  const approval = map({ text: "Sameday approval, version 3\n", command: "sameday update approve U-41" });
  const told = map({
    problem: "It is damaged.",
    person: "leo",
    reason: "Because.",
    token: "t0ken",
    challenge: "Sameday login",
  });
  const rows = map(Object.values(example.ROWS));
  const decision = { frame, row, reason: told.reason, pasted: told.reason, problem: told.problem };
  const [file] = changedFiles(update);
  if (!file) throw new Error("The example has no changed file.");
  return {
    board: <BoardPage frame={frame} model={map(example.BOARD)} />,
    "empty board": <BoardPage frame={frame} model={example.EMPTY_BOARD} />,
    "update list": <UpdateListPage frame={frame} list="others" model={{ total: 900, page: 2, pageSize: 5, rows }} />,
    issues: <IssueListPage frame={frame} model={map(example.BOARD.issues)} />,
    update: <UpdatePage frame={frame} model={update} />,
    "judged update": <UpdatePage frame={frame} model={map(example.JUDGED)} />,
    approve: <ApprovePage {...decision} decision="approve" approval={approval} />,
    "override reason": <ApprovePage {...decision} decision="override-proof" approval={null} />,
    publish: <PublishPage frame={frame} row={row} />,
    "send back": <SendBackPage frame={frame} row={row} reason={told.reason} problem={told.problem} />,
    edit: <EditPage frame={frame} model={update} fields={fieldsOf(update)} problem={told.problem} />,
    difference: <DifferencePage frame={frame} model={update} file={file} from={0} />,
    differences: <DifferencesPage frame={frame} model={update} page={1} />,
    log: <LogPage frame={frame} model={{ ...map(example.LOG), bytes: Buffer.from(told.reason) }} follow />,
    releases: <ReleasesPage frame={frame} releases={[map(example.RELEASE.summary)]} />,
    release: <ReleasePage frame={frame} model={map(example.RELEASE)} />,
    package: <PackagePage frame={frame} model={map(example.PACKAGE)} />,
    people: <PeoplePage frame={frame} model={map(example.PEOPLE_MODEL)} />,
    tokens: (
      <TokensPage
        frame={frame}
        model={map(example.TOKENS)}
        created={map({ token: "t0ken", queue: "embargoed", holder: "mo" })}
      />
    ),
    audit: <AuditPage frame={frame} model={map(example.AUDIT)} object={told.person} />,
    drills: <DrillsPage frame={frame} model={map(example.DRILLS)} />,
    "no drills": <DrillsPage frame={frame} model={{ ...example.DRILLS, runs: [] }} />,
    login: <LoginPage frame={frame} back="/" person={told.person} problem={told.problem} />,
    challenge: <ChallengePage frame={frame} back="/" {...told} />,
    once: <OncePage frame={frame} token={told.token} />,
    account: <AccountPage frame={frame} problem={told.problem} />,
    secret: <SecretPage frame={frame} otpauth={map({ address: "otpauth://totp/x?secret=ABC" }).address} />,
    error: (
      <ErrorPage
        frame={frame}
        error={{ status: 404, message: told.problem, next: told.reason, reference: told.token, address: "" }}
      />
    ),
  };
}
