// Forms in a dialog: a link with data-dialog opens its page's form over this page. Without scripts it is a page of its own.

const dialog = document.getElementById("form-dialog");
let opener = null;  // what had the focus, and gets it back

function place(page) {
  const form = page.querySelector("#form-part") ?? page.getElementById("form");
  if (!form) return false;
  const above = page.querySelector(".ui-error-summary, .ui-conflict");
  dialog.querySelector("[data-dialog-title]").textContent = page.querySelector("h1")?.textContent ?? "";
  dialog.querySelector("[data-dialog-body]").replaceChildren(...(above ? [above] : []), form);
  form.querySelectorAll("a.btn").forEach((link) => link.addEventListener("click", (event) => { event.preventDefault(); dialog.close(); }));
  if (!dialog.open) dialog.showModal();
  window.htmx?.process(dialog);
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
  return true;
}

async function read(answer) {
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function show(url) {
  opener = document.activeElement;
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  const page = await read(answer);
  if (!answer.ok || !place(page)) window.location.assign(url);
  else dialog.dataset.url = url;
}

// What was changed shows at once: the page that comes back takes the place of this one, scrolled as this one was.
function renew(page) {
  const scrolled = [...document.querySelectorAll("#list [data-timeline], #list .ui-table-frame")].map((part) => [part.scrollLeft, part.scrollTop]);
  document.getElementById("page").replaceWith(page.getElementById("page"));
  document.querySelectorAll("#list [data-timeline], #list .ui-table-frame").forEach((part, place) => {
    [part.scrollLeft, part.scrollTop] = scrolled[place] ?? [0, 0];
  });
  window.htmx?.process(document.getElementById("page"));
  document.dispatchEvent(new CustomEvent("plan:renewed"));
}

async function send(form, button) {
  const given = new FormData(form, button ?? undefined);
  const url = form.getAttribute("action") || dialog.dataset.url;
  const answer = await fetch(url, { method: "POST", body: given, headers: { Accept: "text/html" } });
  const page = await read(answer);
  if (answer.redirected && answer.ok && page.getElementById("list") && new URL(answer.url).pathname === window.location.pathname) {
    dialog.close();
    renew(page);
  } else if (answer.redirected) window.location.assign(answer.url);
  else if (!place(page)) {
    dialog.querySelector("[data-dialog-title]").textContent = page.querySelector("h1")?.textContent ?? "";
    dialog.querySelector("[data-dialog-body]").replaceChildren(...(page.querySelector("main")?.querySelectorAll("p") ?? []));
    if (!dialog.open) dialog.showModal();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(dialog.contains(form) && form.method === "post") && form.id !== "card-move") return;
  event.preventDefault();
  send(form, event.submitter);
});
// A drag asks for a form, or sends one.
document.addEventListener("plan:show", (event) => show(event.detail));
dialog.addEventListener("close", () => {
  document.dispatchEvent(new CustomEvent("plan:closed"));
  opener?.focus?.();
});
