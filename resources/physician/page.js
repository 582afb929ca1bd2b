// The back-up physician's page: paints what the server says, and watches that it still says
// something. Decides nothing: which alert is open, and whether an answer counts, the server knows.
"use strict";

const AMBER_S = 10, LOST_S = 15;         // without any news (ALARMS B.7, C.6)
const BEAT_MS = 1000, AGAIN_MS = 1000, LOOK_S = 0.7;
const HIGH = [0, 0.25, 0.5, 1.0, 1.25, 2.0, 2.25, 2.5, 3.0, 3.25];  // ALARMS A.3, seconds
const MEDIUM = [0, 0.4, 0.8];
const BURSTS = { high: [HIGH, 0.15, 3.4 + 7.5], medium: [MEDIUM, 0.2, 21], low: [MEDIUM.slice(0, 2), 0.2, 60] };
const HARMONICS_DB = [0, -3, -6, -9, -12];

const $ = (id) => document.getElementById(id);
const now = () => performance.now() / 1000;

let language = localStorage.getItem("language") === "en" ? "en" : "nb";
let words = {}, token = "", full = null, fullAt = -Infinity, heardAt = now();
let socket = null, chosen = "", pointed = 0, audio = null, armed = false, wakeLock = null;
let nextBurst = 0, ringing = "", pressed = false, aimedAt = "", aimedSince = 0;
const UNSEEN = new Set(["sent", "undelivered", "failed"]);  // no page has said that it shows it
const painted = new Map();

// --- asking the server -------------------------------------------------------------------------

async function ask(path, body) {
  const headers = { "X-Bedside-Language": language };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    headers["X-Bedside-Token"] = token;
  }
  try {
    const answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST", headers, cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body), signal: AbortSignal.timeout(8000),
    });
    const told = await answer.json();
    return answer.ok ? told : { refused: told.refused || "?", text: told.text || String(answer.status) };
  } catch (error) {
    return { refused: "lost", text: words.lost || "?" };
  }
}

async function learnWords() {
  const told = await ask(`/words/${language}`);
  if (!told.refused) words = told;
  document.documentElement.lang = language;
  document.title = words.title || "bedside";
  for (const element of document.querySelectorAll("[data-word]"))
    element.textContent = words[element.dataset.word] || "";
}

const say = (name, n) => (words[name] || "").replace("{n}", n);

// --- the doors ---------------------------------------------------------------------------------

function show(id) {
  for (const each of ["pair", "sign-in", "room"]) $(each).hidden = each !== id;
}

async function enter() {
  const me = await ask("/me");
  if (me.refused) { setTimeout(enter, AGAIN_MS); return; }
  token = me.token;
  if (!me.paired) {
    full = null;
    show("pair");
    const code = location.hash.slice(1);
    if (code) { $("code").value = code; history.replaceState(null, "", "/"); }
  } else if (!me.name) {
    full = null;
    show("sign-in");
  } else {
    show("room");
    connect();
  }
}

async function submit(event, path, body) {
  event.preventDefault();
  const form = event.target, told = await ask(path, body());
  form.querySelector(".refused").textContent = told.text || "";
  $("pin").value = "";
  if (!told.refused) { heardAt = now(); enter(); }
}

$("pair-form").addEventListener("submit", (e) => submit(e, "/pair", () => ({ code: $("code").value })));
$("sign-in-form").addEventListener("submit", (e) =>
  submit(e, "/sign-in", () => ({ name: $("name").value, pin: $("pin").value })));
$("leave").addEventListener("click", async () => { await ask("/sign-out", {}); armed = false; enter(); });
for (const button of document.querySelectorAll(".language"))
  button.addEventListener("click", async () => {
    language = language === "nb" ? "en" : "nb";
    localStorage.setItem("language", language);
    await learnWords();
    beat();
    paint();
  });

// --- live --------------------------------------------------------------------------------------

function connect() {
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  socket = new WebSocket(`wss://${location.host}/live?language=${language}`);
  socket.onmessage = (message) => {
    full = JSON.parse(message.data);
    fullAt = heardAt = now();
    paint();
    beat();
  };
  socket.onclose = () => { if (!$("room").hidden) setTimeout(enter, AGAIN_MS); };
}

function beat() {
  if (!socket || socket.readyState !== WebSocket.OPEN) return;
  const seen = [];
  if (full && document.visibilityState === "visible")
    for (const session of full.sessions)
      for (const alert of session.alerts)
        if (UNSEEN.has(alert.stage))
          seen.push({ session: session.id, alert: alert.alert, version: alert.version });
  socket.send(JSON.stringify({
    sound: sounds(), visible: document.visibilityState === "visible", awake: wakeLock !== null,
    language, seen: seen.slice(0, 12),
  }));
}

// --- sound, and a screen that stays on ---------------------------------------------------------

const sounds = () => armed && audio !== null && audio.state === "running";

function burst(priority, gain) {
  if (!audio) return 3;
  const [pulses, length, every] = BURSTS[priority] || BURSTS.high;
  for (const at of pulses)
    HARMONICS_DB.forEach((db, n) => {
      const tone = audio.createOscillator(), level = audio.createGain(), start = audio.currentTime + at;
      tone.frequency.value = 523 * (n + 1);
      level.gain.setValueAtTime(0, start);
      level.gain.linearRampToValueAtTime(gain * 0.22 * 10 ** (db / 20), start + length * 0.17);
      level.gain.setValueAtTime(gain * 0.22 * 10 ** (db / 20), start + length * 0.7);
      level.gain.linearRampToValueAtTime(0, start + length);
      tone.connect(level).connect(audio.destination);
      tone.start(start);
      tone.stop(start + length);
    });
  return every;
}

function ring(priority, loud) {
  if (priority !== ringing) { ringing = priority; nextBurst = 0; }  // new or worse: at once
  if (!priority || now() < nextBurst) return;
  nextBurst = now() + burst(priority.split(" ")[0], loud ? 1 : 0.6);
}

async function stayAwake() {
  if (wakeLock || document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    wakeLock = await navigator.wakeLock.request("screen");
    wakeLock.addEventListener("release", () => { wakeLock = null; });
  } catch (error) { wakeLock = null; }
}

$("arm").addEventListener("click", async () => {
  audio = audio || new AudioContext();
  await audio.resume();
  burst("high", 1);
  $("arm").hidden = true;
  $("heard").hidden = false;
  stayAwake();
});
$("heard-yes").addEventListener("click", () => { armed = true; settle(); checkIn(); });
$("heard-no").addEventListener("click", () => { armed = false; settle(); });
function settle() { $("arm").hidden = false; $("heard").hidden = true; paint(); beat(); }
async function checkIn() {
  for (const session of full ? full.sessions : [])
    if (!session.checked_in) refuse(await ask("/check-in", { session: session.id, heard: true }));
}

// --- answering ---------------------------------------------------------------------------------

function refuse(told) {
  $("refusal").hidden = !told.refused;
  $("refusal").textContent = told.refused ? told.text : "";
  if (told.refused === "not_signed_in" || told.refused === "not_paired") enter();
}

async function press(answer) {
  const session = current(), alert = session && pointedAt(session);
  if (!alert || pressed) return;
  if (now() - aimedSince < LOOK_S) {   // the finger was on its way to another alert, or a milder one
    refuse({ refused: "worse", text: words.worse });
    return;
  }
  pressed = true;
  refuse(await ask("/answer", { session: session.id, alert: alert.alert, version: alert.version, answer }));
  pressed = false;
  paint();
}

// Exactly what the list shows now: an alert that comes while the finger moves is not among them.
async function takeOver() {
  const session = current();
  if (!session || pressed) return;
  pressed = true;
  const alerts = session.alerts.filter((alert) => alert.others)
    .map((alert) => ({ alert: alert.alert, version: alert.version }));
  refuse(await ask("/take-over", { session: session.id, alerts }));
  pressed = false;
  paint();
}
$("take-over").addEventListener("click", takeOver);
$("coming").addEventListener("click", () => press("coming"));
$("arrived").addEventListener("click", () => press("arrived"));
$("cannot").addEventListener("click", () => press("cannot_come"));

// --- painting ----------------------------------------------------------------------------------

const isRinging = (session) => session.alerts.some((alert) => alert.rings);

function current() {
  if (!full) return null;
  const found = full.sessions.find((session) => session.id === chosen);
  const urgent = full.sessions.find(isRinging);
  const session = found && (isRinging(found) || !urgent) ? found : urgent || found || full.sessions[0];
  if (session) chosen = session.id;
  return session || null;
}

const pointedAt = (session) =>
  session.alerts.find((alert) => alert.alert === pointed && (alert.asks || alert.mine)) ||
  session.alerts.find((alert) => alert.asks) || session.alerts.find((alert) => alert.mine);

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Nothing is made anew that looks the same: a finger may be on it.
function anew(id, told, make) {
  const text = JSON.stringify(told);
  if (painted.get(id) === text) return;
  painted.set(id, text);
  $(id).replaceChildren(...make());
}

function paint() {
  if (!full || $("room").hidden) return;
  const session = current();
  $("me").textContent = full.me;
  $("none").hidden = session !== null;
  $("patient").hidden = session === null;
  $("arming").hidden = armed;
  paintList(session);
  if (session) paintSession(session);
  tick();
}

function paintList(session) {
  const list = $("sessions");
  list.hidden = full.sessions.length < 2;
  list.setAttribute("aria-label", words.sessions);
  const told = full.sessions.map((each) => [each.id, each.room, each === session, each.alerts.find((a) => a.rings)?.priority]);
  anew("sessions", told, () => full.sessions.map((each) => {
    const worst = each.alerts.find((alert) => alert.rings);
    const button = element("button", worst ? worst.priority : "",
      `${worst ? worst.mark + " " : ""}${each.room} ${each.code}`);
    button.type = "button";
    button.setAttribute("aria-current", each === session);
    button.addEventListener("click", () => { chosen = each.id; pointed = 0; paint(); });
    return button;
  }));
}

function paintSession(session) {
  $("place").textContent = session.room;
  $("session-code").textContent = session.code;
  $("simulated").hidden = !session.simulated;
  const aimed = pointedAt(session);
  const key = aimed ? `${session.id} ${aimed.alert} ${aimed.version}` : "";
  if (key !== aimedAt) { aimedAt = key; aimedSince = now(); }
  const told = session.alerts.map((alert) => ({ ...alert, since_s: 0, answer_left_s: 0, aimed: alert === aimed }));
  anew("alerts", told, () => session.alerts.map((alert) => paintAlert(alert, alert === aimed)));
  $("take-over").hidden = !session.take_over;
  $("take-over").textContent = session.take_over;
  $("pump").textContent = [session.pump.text, session.pump.unconfirmed].filter(Boolean).join(" · ");
  $("left").textContent = session.pump.left;
  $("given").textContent = session.pump.given;
  $("nurse").textContent = session.nurse;
  anew("events", session.events, () => session.events.map(([at, text]) => {
    const row = element("li");
    row.append(element("time", "", at), element("span", "", text));
    return row;
  }));
  paintTrend(session.trend);
  $("coming").hidden = !(aimed && aimed.asks);
  $("arrived").hidden = !(aimed && aimed.may_arrive);
  $("cannot").hidden = !(aimed && (aimed.asks || aimed.mine) && aimed.stage !== "arrived");
  $("cannot").textContent = aimed && aimed.mine ? words.after_all : words.cannot_come;
  const answers = aimed !== undefined || Boolean(session.telephone);
  $("answer").classList.toggle("open", answers);
  $("room").classList.toggle("answering", answers);
  $("within").hidden = !(aimed && aimed.answer_left_s !== undefined && aimed.answer_left_s !== null);
  $("call").hidden = !session.telephone;
  $("call").textContent = `${words.telephone} ${session.telephone || ""}`;
  $("call").href = `tel:${session.telephone || ""}`;
}

function paintAlert(alert, aimed) {
  const box = element("button", `alert ${alert.priority}${alert.rings ? " rings" : ""}`);
  box.type = "button";
  box.setAttribute("aria-pressed", aimed);
  box.append(element("div", "name", `${alert.mark} ${alert.title}`));
  if (alert.text) box.append(element("div", "", alert.text));
  const row = element("div", "row");
  row.append(element("span", "", alert.at), element("span", "", alert.stage_text));
  box.append(row);
  for (const more of [alert.now, alert.symptoms]) if (more) box.append(element("div", "", more));
  box.addEventListener("click", () => { pointed = alert.alert; paint(); });
  return box;
}

function paintTrend(trend) {
  const svg = $("trend").firstElementChild, left = 36, right = 10;
  const width = svg.clientWidth || 600, height = svg.clientHeight || 320, tall = height / 320;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const x = (minute) => left + (minute - trend.from_min) / (trend.to_min - trend.from_min) * (width - left - right);
  const oxygen = (percent) => (12 + (100 - Math.max(percent, 80)) * 4) * tall;   // 80..100 %
  const mmhg = (value) => (290 - (Math.min(Math.max(value, 30), 230) - 30)) * tall;
  const parts = [];
  const make = (tag, className, places, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    if (className) made.setAttribute("class", className);
    for (const [name, value] of Object.entries(places)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    parts.push(made);
  };
  const across = (className, y, text) => {
    make("line", className, { x1: left, x2: width - right, y1: y, y2: y });
    make("text", "end", { x: left - 6, y: y + 5 }, text);
  };
  make("rect", "onset", { x: x(trend.onset_min[0]), width: x(trend.onset_min[1]) - x(trend.onset_min[0]), y: 0, height: 290 * tall });
  across("grid", oxygen(100), "100");
  if (trend.spo2_limit) across("limit", oxygen(trend.spo2_limit), trend.spo2_limit);
  across("limit", mmhg(trend.bp_limits[0]), trend.bp_limits[0]);
  across("limit", mmhg(trend.bp_limits[1]), trend.bp_limits[1]);
  across("grid", mmhg(60), "60");
  for (let minute = 0; minute <= trend.to_min; minute += trend.to_min > 60 ? 20 : 10)
    make("text", minute < trend.to_min ? "middle" : "end", { x: x(minute), y: height - 4 }, String(minute));
  for (const [name, points, place] of [["spo2", trend.spo2, oxygen], ["pulse", trend.pulse, mmhg]]) {
    let run = [];
    for (const [minute, value] of [...points, [0, null]]) {   // a gap is a gap
      if (value !== null && minute >= trend.from_min) { run.push(`${x(minute)},${place(value)}`); continue; }
      if (run.length) make("polyline", name, { points: run.join(" ") });
      run = [];
    }
  }
  for (const [minute, systolic, diastolic, over] of trend.bp) {
    if (minute < trend.from_min) continue;
    const low = diastolic === null ? systolic - 2 : diastolic, at = x(minute);
    make("path", over ? "bp over" : "bp", {
      fill: "none",
      d: `M${at - 5} ${mmhg(systolic) - 5}L${at} ${mmhg(systolic)}L${at + 5} ${mmhg(systolic) - 5}` +
         `M${at} ${mmhg(systolic)}V${mmhg(low)}M${at - 5} ${mmhg(low) + 5}L${at} ${mmhg(low)}L${at + 5} ${mmhg(low) + 5}`,
    });
  }
  make("line", "now", { x1: x(trend.now_min), x2: x(trend.now_min), y1: 0, y2: 290 * tall });
  svg.replaceChildren(...parts);
}

// --- the page's own watch: it does not depend on anybody's message ------------------------------

function aged(box, reading, since) {
  const output = box.querySelector("output"), age = box.querySelector(".age");
  const exact = typeof reading.age_s === "number" ? reading.age_s + since : null;
  const seconds = exact === null ? null : Math.floor(exact);
  let state = reading.state;   // a value ages here too, whether or not any news comes
  if (exact !== null && typeof reading.old_s === "number" && exact > reading.old_s && state === "current") state = "old";
  if (exact !== null && typeof reading.gone_s === "number" && exact > reading.gone_s) state = "gone";
  box.className = `value ${box.classList[1]} ${state}`;
  output.textContent = state === "gone" ? "---" : reading.text + (reading.suspect ? "?" : "");
  age.textContent = reading.why || (seconds === null ? "" :
    seconds < 90 ? say("ago_s", seconds) : say("ago_min", Math.floor(seconds / 60)));
}

const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function sign(id, ok, text) {
  $(id).textContent = text;
  $(id).className = `sign ${ok ? "ok" : "bad"}`;
}

function tick() {
  if ($("room").hidden) { ring("", false); $("lost").hidden = true; return; }
  const silent = now() - heardAt, since = now() - fullAt;
  sign("link", silent <= AMBER_S, say(silent <= AMBER_S ? "updated" : "silent", Math.floor(silent)));
  sign("sound", sounds(), sounds() ? words.sound_on : words.sound_off);
  $("awake").textContent = wakeLock ? words.awake : words.asleep;
  const session = current();
  if (session) {
    aged(document.querySelector(".bp"), session.bp, since);
    aged(document.querySelector(".spo2"), session.spo2, since);
    aged(document.querySelector(".pulse"), session.pulse, since);
    const aimed = pointedAt(session);
    if (aimed && typeof aimed.answer_left_s === "number")
      $("within").querySelector("b").textContent = clockOf(Math.max(0, aimed.answer_left_s - since));
  }
  const lost = silent > LOST_S, stopped = full !== null && full.bedside.state === "stopped";
  const box = $("lost");
  box.hidden = !(lost || stopped);
  if (lost || stopped) {
    box.querySelector("h1").textContent = lost ? words.lost : full.bedside.title;
    box.querySelector("p").textContent = lost ? words.lost_do : full.bedside.text;
    box.querySelector("b").textContent = lost ? say("silent", Math.floor(silent)) : "";
  }
  const rings = full ? full.sessions.flatMap((each) => each.alerts).filter((alert) => alert.rings) : [];
  const worst = rings.find((alert) => alert.priority === "high") || rings.find((alert) => alert.priority === "medium") || rings[0];
  if (stopped) ring("high stopped", true);
  else if (worst && worst.priority === "high") ring(`high ${worst.alert} ${worst.version}`, worst.loud);
  else if (lost) ring("medium lost", true);
  else if (worst) ring(`${worst.priority} ${worst.alert} ${worst.version}`, worst.loud);
  else ring("", false);
}

document.addEventListener("visibilitychange", () => { stayAwake(); beat(); });
try { new Worker("/watch.js").onmessage = tick; } catch (error) { setInterval(tick, 500); }
setInterval(beat, BEAT_MS);
setInterval(stayAwake, 5000);
learnWords().then(enter);
