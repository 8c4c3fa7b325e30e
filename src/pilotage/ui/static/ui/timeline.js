// The timeline: it opens at today; a bar that is dragged asks what would move.

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY = 86400000;
let drag = null;

function toToday() {
  document.querySelectorAll("[data-timeline]").forEach((chart) => {
    const today = Number(chart.dataset.today);
    if (today && !chart.scrollLeft) chart.scrollLeft = Math.max(0, today - chart.clientWidth / 3);
  });
}

const words = (day) => `${DAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
const iso = (day) => day.toISOString().slice(0, 10);

function begin(event) {
  const bar = event.target.closest?.("[data-bar]");
  if (!bar || event.button) return;
  const box = bar.querySelector("rect");
  const right = box.getBoundingClientRect().right;
  const isLength = box.width.baseVal.value > 16 && right - event.clientX < 7;
  drag = { bar, box, isLength, from: event.clientX, width: box.width.baseVal.value, day: Number(bar.closest("[data-timeline]").dataset.day), days: 0 };
  bar.setPointerCapture(event.pointerId);
  event.preventDefault();
}

function label(text, x, y) {
  const svg = drag.bar.ownerSVGElement;
  let found = svg.querySelector(".is-drag-label");
  if (!found) {
    found = document.createElementNS(svg.namespaceURI, "text");
    found.setAttribute("class", "is-label is-drag-label");
    svg.append(found);
  }
  found.textContent = text;
  found.setAttribute("x", x);
  found.setAttribute("y", y);
}

function follow(event) {
  if (!drag) return;
  drag.days = Math.round((event.clientX - drag.from) / drag.day);
  const [x, y] = [drag.box.x.baseVal.value, drag.box.y.baseVal.value];
  const on = (date) => new Date(Date.parse(date) + drag.days * DAY);
  if (drag.isLength) {
    drag.box.setAttribute("width", Math.max(drag.day, drag.width + drag.days * drag.day));
    label(`ends ${words(on(drag.bar.dataset.due))}`, x, y - 4);
  } else {
    drag.bar.setAttribute("transform", `translate(${drag.days * drag.day} 0)`);
    label(`starts ${words(on(drag.bar.dataset.start))}`, x + drag.days * drag.day, y - 4);
  }
}

function back() {
  if (!drag) return;
  drag.bar.removeAttribute("transform");
  drag.box.setAttribute("width", drag.width);
  drag.bar.ownerSVGElement?.querySelector(".is-drag-label")?.remove();
  drag = null;
}

function end() {
  if (!drag) return;
  if (!drag.days) {
    const link = drag.bar.dataset.href;
    back();
    if (link) window.location.assign(link);
    return;
  }
  const day = new Date(Date.parse(drag.isLength ? drag.bar.dataset.due : drag.bar.dataset.start) + drag.days * DAY);
  const asked = `${drag.bar.dataset.bar}?${drag.isLength ? "due" : "start"}=${iso(day)}`;
  document.dispatchEvent(new CustomEvent("plan:show", { detail: asked }));
}

document.addEventListener("pointerdown", begin);
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", end);
document.addEventListener("pointercancel", back);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") back(); });
document.addEventListener("plan:closed", back);
document.addEventListener("htmx:load", toToday);
document.addEventListener("plan:renewed", toToday);
toToday();
