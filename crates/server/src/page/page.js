"use strict";
// Whatever comes from the server is shown as text, never as markup.

const LOOKS_EVERY_MS = 700;
const LINES_KEPT = 300;
const OVER_SHOWN = 5;
const fits = JSON.parse(document.getElementById("fits").textContent);
// What the remote party can do, by the change of the channel that comes of it.
const ACTS = {
  ring: [["ringing", "Rings"]],
  "early-media": [["early_media", "Early media"]],
  answer: [["answered", "Answers"]],
  release: [["rejected", "Rejects"]],
};
// What only a party outside can do.
const OUTSIDE_ACTS = [["busy", "Busy"], ["no_route", "No route"]];
const HANG_UP = [["hung_up", "Hangs up"]];
const PLANS = Object.fromEntries(Object.values(ACTS).flat().concat(OUTSIDE_ACTS, HANG_UP));

const by = (id) => document.getElementById(id);
let dialect = location.hash.slice(1) === "cc-gateway" ? "cc-gateway" : "ccc";
let token = sessionStorage.getItem("offhook-token") || "";
let cursor = 0;
let lines = [];
let shown = {};
let looking = false;

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function pill(text, more = "") {
  return element("span", `pill ${/^[A-Z_]+$/.test(text) ? text : ""} ${more}`, text);
}

function say(text, good = false) {
  const message = by("message");
  message.textContent = text;
  message.hidden = !text;
  message.classList.toggle("good", good);
}

async function ask(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers["X-Offhook-Token"] = token;
  const request = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(path, { ...request, cache: "no-store" });
  by("token").hidden = answer.status !== 403;
  return answer.json();
}

// Asks for something to be done, says so if it cannot be, and shows what came of it.
async function act(path, body) {
  try {
    const answer = await ask(path, body);
    say(answer.ok ? "" : answer.reason || "this cannot be done");
  } catch (error) {
    say(`the server does not answer: ${error.message}`);
  }
  return look();
}

const stimulate = (message) => act(`${dialect}/stimulus`, message);

function clockText(ms) {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}

// Shows a part again only if it has changed, and leaves the focus where it was.
function show(id, data, draw) {
  const text = JSON.stringify(data);
  if (shown[id] === text) return;
  shown[id] = text;
  const key = document.activeElement?.dataset?.key;
  by(id).replaceChildren(...draw(data));
  if (key) document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

function drawUser(user) {
  const where = [user.extension, user.work_mode === "ON_SITE" ? null : user.work_mode].filter(Boolean).join(" · ");
  const made = element(
    "div", "user",
    element("div", "row", element("b", "", user.id), pill(user.state)),
    element("div", "quiet", where || "no extension", user.state === "BREAK" && user.break_code ? ` · ${user.break_code}` : ""),
  );
  if (user.job) made.append(element("div", "quiet", element("code", "", user.job)));
  made.dataset.user = user.id;
  return made;
}

function actsOf(channel, outside) {
  const of = (trigger) => {
    if (trigger !== "release") return ACTS[trigger] || [];
    if (channel.state === "ANSWERED") return HANG_UP;
    return outside ? ACTS.release.concat(OUTSIDE_ACTS) : ACTS.release;
  };
  return (fits[channel.state] || []).flatMap(of);
}

function drawChannel(job, channel, outside) {
  const buttons = actsOf(channel, outside).map(([stimulus, label]) => {
    const button = element("button", "", label);
    button.type = "button";
    button.dataset.key = `${job.id} ${channel.party} ${stimulus}`;
    button.addEventListener("click", () => stimulate({ stimulus, job: job.id, party: channel.party }));
    return button;
  });
  const made = element(
    "div", "channel",
    element("div", "row", element("b", "", channel.party), ...channel.flags.map((flag) => pill(flag, "flag")), pill(channel.state)),
    ...channel.plans.map((plan) => element(
      "div", "quiet plan", `by itself at ${clockText(plan.at_ms).slice(11)}: ${(PLANS[plan.stimulus] || plan.stimulus).toLowerCase()}`)),
    buttons.length ? element("div", "acts", ...buttons) : null,
  );
  made.dataset.party = channel.party;
  return made;
}

function drawJob(job, users) {
  const over = job.state === "ENDED";
  const outside = (channel) => !users.some((user) => user.id === channel.party);
  return element(
    "div", over ? "job over" : "job",
    element("div", "row", element("code", "", job.id), element("span", "quiet", job.call_type), pill(job.state)),
    ...(over
      ? [element("div", "quiet", job.channels.map((channel) => channel.party).join(", "))]
      : job.channels.map((channel) => drawChannel(job, channel, outside(channel)))),
  );
}

const drawOption = (name) => element("option", "", name);
const empty = (text) => [element("p", "empty", text)];

function drawLine(line) {
  return element(
    "li", line.kind + (line.refused ? " refused" : ""),
    element("time", "", clockText(line.at_ms).slice(11)),
    element("div", "told",
      element("span", "what", element("b", "", line.what), line.about ? ` ${line.about}` : ""),
      line.answer ? element("span", "pill", line.answer) : null),
  );
}

function drawCentre(centre) {
  by("now").textContent = clockText(centre.clock_ms);
  by("pace").textContent = centre.pace === "virtual" ? "virtual time" : centre.runs ? centre.pace : "frozen";
  by("freeze").hidden = centre.pace === "virtual";
  by("freeze").textContent = centre.runs ? "Freeze" : "Resume";
  by("users-count").textContent = centre.users_in_all;
  const nobody = centre.users.every((user) => user.state === "OFFLINE");
  show("users", centre.users, (users) => users.map(drawUser));
  // Calls that go on stand first, and of those that are over the latest.
  const live = centre.jobs.filter((job) => job.state !== "ENDED");
  const over = centre.jobs.filter((job) => job.state === "ENDED").slice(-OVER_SHOWN).reverse();
  by("jobs-count").textContent = live.length || "";
  show("jobs", [live, over, nobody], () => {
    if (centre.jobs.length) return [...live, ...over].map((job) => drawJob(job, centre.users));
    return empty(nobody ? `No call, and nobody is signed in: point a client at ${location.origin}` : "No call.");
  });
  const groups = [...new Set(centre.users.flatMap((user) => user.skill_groups || []))].sort();
  const select = by("inbound").elements.to;
  const chosen = select.value;
  const names = [...centre.users.map((user) => user.id), ...groups];
  const text = names.join("\n");
  if (shown.to !== text) {
    shown.to = text;
    select.replaceChildren(...names.map(drawOption));
    if (names.includes(chosen)) select.value = chosen;
  }
}

function drawLines() {
  const wanted = by("polls").checked ? lines : lines.filter((line) => line.kind !== "poll");
  show("line", wanted.slice(-LINES_KEPT).reverse(), (all) => (all.length ? all.map(drawLine) : empty("Nothing has happened yet.")));
}

async function look() {
  if (looking) return;
  looking = true;
  const of = dialect;
  try {
    const world = await ask("world");
    if (world.ok === false) return say(world.reason);
    let told = await ask(`${of}/timeline?after=${cursor}`);
    if (told.cursor < cursor) {
      [lines, cursor] = [[], 0];
      told = await ask(`${of}/timeline?after=0`);
    }
    if (of !== dialect) return;
    lines = lines.concat(told.entries).slice(-4 * LINES_KEPT);
    cursor = told.cursor;
    if (by("message").dataset.lost) say("");
    delete by("message").dataset.lost;
    drawCentre(world[dialect]);
    drawLines();
  } catch (error) {
    by("message").dataset.lost = "yes";
    say(`the server does not answer: ${error.message}`);
  } finally {
    looking = false;
  }
}

function choose(name) {
  dialect = name;
  location.hash = name;
  [cursor, lines, shown] = [0, [], {}];
  for (const button of by("dialects").children) button.setAttribute("aria-pressed", button.dataset.dialect === name);
  return look();
}

by("dialects").addEventListener("click", (event) => event.target.dataset.dialect && choose(event.target.dataset.dialect));
by("clock").addEventListener("click", (event) => {
  const by_ms = Number(event.target.dataset.advance);
  if (by_ms) act(`${dialect}/clock`, { advance_ms: by_ms });
});
by("freeze").addEventListener("click", () => act(by("freeze").textContent.toLowerCase(), {}));
by("reset").addEventListener("click", () => {
  if (confirm("Forget every call, and begin with the world as it was given?")) act(`${dialect}/restart`, {});
});
by("inbound").addEventListener("submit", (event) => {
  event.preventDefault();
  const { from, to } = by("inbound").elements;
  stimulate({ stimulus: "inbound", from: from.value, to: to.value });
});
by("token").addEventListener("submit", (event) => {
  event.preventDefault();
  token = by("token").elements.token.value;
  sessionStorage.setItem("offhook-token", token);
  say("");
  look();
});
by("polls").addEventListener("change", drawLines);
setInterval(() => document.hidden || look(), LOOKS_EVERY_MS);
choose(dialect);
