// Small conveniences of every page: pop-overs, dialogs, palette, copying, files dropped on a field. All by data- attributes.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function prepare(root) {
  // What only works with scripts is hidden until they run.
  all("[data-copy], [data-dismiss], [data-pop-close], [data-select-all], [data-open]", root).forEach((part) => part.removeAttribute("hidden"));
  const first = one("[data-focus-first]:not([data-sample] *)", root) || one("[data-focus]", root);
  if (first) first.focus();
}

function closePops(except) {
  all("details[data-pop][open]").forEach((pop) => { if (!pop.contains(except)) pop.open = false; });
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

document.addEventListener("click", async (event) => {
  closePops(event.target);
  const part = event.target.closest("[data-copy], [data-dismiss], [data-pop-close], [data-open]");
  if (!part) {
    if (event.target instanceof HTMLDialogElement) event.target.close();  // a click beside the dialog's content
    return;
  }
  if (part.hasAttribute("data-open")) openDialog(part.dataset.open);
  if (part.hasAttribute("data-dismiss")) part.closest("[data-message]")?.remove();
  if (part.hasAttribute("data-pop-close")) {
    const pop = part.closest("details");
    pop.open = false;
    one("summary", pop).focus();
  }
  if (part.hasAttribute("data-copy")) {
    await navigator.clipboard.writeText(part.dataset.copy);
    const use = one("use", part);
    const before = use.getAttribute("href");
    use.setAttribute("href", before.replace(/#.*/, "#check"));
    setTimeout(() => use.setAttribute("href", before), 1500);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  all("details[data-pop][open]").forEach((pop) => { pop.open = false; one("summary", pop).focus(); });
});

// The palette: arrows move through what was found, Enter opens it.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "palette-text") return;
  const found = all("#palette-results [data-found]");
  const at = found.findIndex((link) => link.classList.contains("is-cursor"));
  if (event.key === "Enter" && found.length) {
    event.preventDefault();
    found[Math.max(at, 0)].click();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = event.key === "ArrowDown" ? Math.min(at + 1, found.length - 1) : Math.max(at - 1, 0);
    found.forEach((link, place) => link.classList.toggle("is-cursor", place === next));
    found[next]?.scrollIntoView({ block: "nearest" });
  }
});

// Files dropped on a file field, and how much of them is sent.
document.addEventListener("dragover", (event) => {
  const drop = event.target.closest?.("[data-file-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => event.target.closest?.("[data-file-drop]")?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const drop = event.target.closest?.("[data-file-drop]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.remove("is-over");
  const input = one("input[type=file]", drop);
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("change", (event) => {
  const drop = event.target.closest?.("[data-file-drop]");
  if (!drop || event.target.type !== "file") return;
  const chosen = one("[data-file-chosen]", drop);
  const size = (file) => (file.size < 1e6 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`);
  chosen.textContent = [...event.target.files].map((file) => `${file.name}, ${size(file)}`).join(" · ");
  chosen.hidden = !event.target.files.length;
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = one("[data-file-progress]", event.target);
  if (!bar || !event.detail.total) return;
  bar.hidden = false;
  bar.value = Math.round((100 * event.detail.loaded) / event.detail.total);
});

// Requests made by htmx carry the token that forms carry.
document.addEventListener("htmx:configRequest", (event) => {
  const token = one("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
// When the session has ended the answer is another page than the one asked for: go there.
document.addEventListener("htmx:beforeSwap", (event) => {
  const wanted = event.detail.requestConfig?.elt?.getAttribute("hx-select");
  if (wanted && wanted.startsWith("#") && !event.detail.serverResponse.includes(`id="${wanted.slice(1)}"`)) {
    event.detail.shouldSwap = false;
    window.location.assign(event.detail.xhr.responseURL || window.location.href);
  }
});
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

prepare(document);
