// What was typed into a form with data-keep stays in this tab until it is saved: a conflict, a closed page or an ended session loses nothing.

const kept = "textarea, input:not([type=hidden], [type=password], [type=file], [type=checkbox], [type=radio], [type=submit], [type=search]), select";
const place = (form) => `draft:${window.location.pathname}#${form.id}`;
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(kept) && !("neverKeep" in field.dataset));
const read = (form) => Object.fromEntries(fields(form).map((field) => [field.name, field.value]));

function keep(form) {
  try {
    window.sessionStorage.setItem(place(form), JSON.stringify({ at: Date.now(), values: read(form) }));
  } catch { /* no room or not allowed: the page works without */ }
}

function drop(key) {
  window.sessionStorage.removeItem(key);
}

function offer(form) {
  const stored = window.sessionStorage.getItem(place(form));
  if (!stored) return;
  const draft = JSON.parse(stored);
  const now = read(form);
  const lost = Object.keys(draft.values).filter((name) => name in now && now[name] !== draft.values[name]);
  if (!lost.length) return;
  const bar = document.createElement("div");
  bar.className = "ui-note ui-tone-accent ui-draft";
  bar.setAttribute("role", "status");
  const words = document.createElement("span");
  const time = new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  words.textContent = `Text that you typed here at ${time} was not saved.`;
  const back = document.createElement("button");
  const away = document.createElement("button");
  for (const [button, label] of [[back, "Put it back"], [away, "Leave it out"]]) {
    button.type = "button";
    button.className = "btn";
    button.textContent = label;
  }
  back.addEventListener("click", () => {
    fields(form).forEach((field) => { if (lost.includes(field.name)) field.value = draft.values[field.name]; });
    bar.remove();
    form.querySelector(`[name="${CSS.escape(lost[0])}"]`)?.focus();
  });
  away.addEventListener("click", () => { drop(place(form)); bar.remove(); });
  const buttons = document.createElement("span");
  buttons.className = "ui-actions";
  buttons.append(back, away);
  bar.append(words, buttons);
  form.prepend(bar);
}

// A form that was sent and did not come back with something to correct has been saved.
function settle() {
  const sent = window.sessionStorage.getItem("draft-sent");
  if (!sent) return;
  window.sessionStorage.removeItem("draft-sent");
  const refused = document.querySelector(".ui-summary, [data-conflict], .is-invalid");
  const isPlain = document.body.classList.contains("ui-plain-page");  // signed out, too old, or broken: keep
  if (!refused && !isPlain) drop(sent);
}

let waiting = 0;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-keep]") || !form.id) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => keep(form), 300);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-forget-drafts]")) Object.keys(window.sessionStorage).filter((key) => key.startsWith("draft")).forEach(drop);
  if (!form.matches("[data-keep]") || !form.id) return;
  clearTimeout(waiting);
  keep(form);
  window.sessionStorage.setItem("draft-sent", place(form));
});

settle();
document.querySelectorAll("form[data-keep]").forEach((form) => { if (form.id) offer(form); });
