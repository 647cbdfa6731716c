"use strict";
// Text goes into the page by textContent alone, so nothing of a post is ever markup.
const at = (id) => document.getElementById(id);
let post = 0, first = null;

async function call(name, values = {}) {
  const answer = await fetch(`api/${name}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(values),
  });
  const data = answer.headers.get("content-type").includes("json") ? await answer.json() : { error: await answer.text() };
  at("message").textContent = answer.ok ? "" : data.error;
  if (!answer.ok) throw new Error(data.error);
  return data;
}

function make(tag, text, more = {}) {
  const node = Object.assign(document.createElement(tag), more);
  node.textContent = text;
  return node;
}

const quiet = (work) => work.catch(() => undefined);
const button = (text, act) => make("button", text, { type: "button", onclick: () => quiet(act()) });
const some = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;
const told = (c) => `${some(c.posts, "post")}, ${some(c.lines, "line")}, ${some(c.words, "word")}; ${c.kept} words stay now, ${c.body} of them in sentences`;

async function showPosts() {
  const all = await call("posts");
  at("sums").textContent = `${all.kept} words kept, ${all.removed} removed`;
  at("posts").replaceChildren(...all.posts.map((row, number) => {
    const item = make("li", ""), open = button(row.title || row.name, () => choosePost(number));
    open.append(make("small", `${row.name} · ${row.kept} kept, ${row.removed} removed`));
    open.setAttribute("aria-pressed", number === post);
    item.append(open);
    return item;
  }));
}

async function choosePost(number) {
  post = number;
  first = null;
  at("candidates").replaceChildren();
  [...at("posts").querySelectorAll("button")].forEach((one, i) => one.setAttribute("aria-pressed", i === post));
  await showPost();
}

async function showPost() {
  const lines = await call("post", { number: post });
  at("lines").replaceChildren(...lines.map((line, number) => {
    const item = make("li", "", { className: line.label });
    const choose = make("button", line.text, { type: "button", dir: "auto" });
    choose.onclick = (event) => quiet(chooseLine(number, event.shiftKey));
    choose.append(make("small", `${line.label} · ${line.kind} · ${line.score.toFixed(2)} ${line.reason}`, { dir: "ltr" }));
    choose.setAttribute("aria-pressed", false);
    item.append(choose);
    return item;
  }));
}

async function chooseLine(number, isLast) {
  const region = isLast && first !== null && first !== number;
  if (!region) first = number;
  const [low, high] = [Math.min(first, number), Math.max(first, number)];
  [...at("lines").querySelectorAll("button")].forEach((one, i) => one.setAttribute("aria-pressed", i >= low && i <= high));
  const found = await call("candidates", { post, line: first, last: region ? number : null });
  at("candidates").replaceChildren(...found.map((one) => card(one.form, one.toml, one.count, one.problem, {})));
}

function listed(name, lines) {
  return lines.length ? [make("p", `${name}: ${lines.join(" | ")}`, { dir: "auto" })] : [];
}

function card(name, toml, count, problem, more) {
  const box = make("article", ""), text = make("textarea", "", { value: toml, spellcheck: false });
  text.setAttribute("aria-label", `Rule as TOML: ${name}`);
  const seen = make("div", "");
  const show = (c, wrong) => seen.replaceChildren(make("p", told(c), { className: "count" }),
    ...listed("would cost", c.costs), ...listed("near misses", c.near), ...(wrong ? [make("p", `Not as it is: ${wrong}`)] : []));
  if (count) show(count, problem);
  let waits;
  text.oninput = () => {
    clearTimeout(waits);
    waits = setTimeout(() => quiet(call("try", { toml: text.value }).then((r) => show(r.count, r.problem))), 300);
  };
  const said = more.reason ? [make("p", more.reason, { className: "reason", dir: "auto" })] : [];
  box.append(make("h3", name), ...said, seen, text);
  if (more.decide) box.append(...["accept", "refuse", "later"].map((d) => button(d, () => change("decide", { id: more.decide, decision: d, toml: d === "accept" ? text.value : "" }))));
  else box.append(button(more.replaces ? "Save" : "Accept", () => change("accept", { toml: text.value, replaces: more.replaces ?? null })));
  if (more.replaces) box.append(button("Remove", () => change("remove", { id: more.replaces })));
  return box;
}

async function change(name, values) {
  await call(name, values);
  at("candidates").replaceChildren();
  await show();
}

async function showRules() {
  const all = await call("rules");
  at("undo").disabled = !all.undo;
  at("held").textContent = `${some(all.rules.length, "rule")} in ${all.file}`;
  at("rules").replaceChildren(...all.rules.map((rule) => {
    const box = make("details", ""), inner = card(rule.id, rule.toml, null, "", { replaces: rule.id });
    box.append(make("summary", `${rule.id}: ${some(rule.posts, "post")}`), inner);
    return box;
  }));
  at("proposals").replaceChildren(...(all.proposed.length ? [make("h2", `${all.proposed.length} proposals`)] : []),
    ...all.proposed.map((one) => card(one.id, one.toml, one.count, one.problem,
      { decide: one.id, reason: one.doubtful ? `Doubtful: ${one.reason}` : one.reason })));
}

const show = () => Promise.all([showPosts(), showPost(), showRules()]);
at("undo").onclick = () => quiet(change("undo", {}));
quiet(show());
