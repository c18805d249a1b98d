// The chart's pointer: what was seen when, zoom by dragging, and the same with the keyboard.

const SVG = "http://www.w3.org/2000/svg";
const DAY = 86_400_000;
const exact = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function wholeAgain() {
  const chart = document.querySelector("[data-zoom]");
  if (!chart || !new URLSearchParams(location.search).has("since")) return;
  held = document.activeElement.matches(".pointer");
  document.dispatchEvent(new CustomEvent("zoom", { detail: chart.dataset.zoom }));
}

class Pointer {
  constructor(chart) {
    this.data = JSON.parse(chart.dataset.chart);
    this.base = chart.dataset.zoom;
    this.area = chart.querySelector(".chart-area");
    this.stops = [...new Set(this.data.lines[0].runs.map((run) => Math.max(run[0], this.data.since)))];
    this.build();
    this.listen();
  }

  build() {
    this.layer = document.createElement("div");
    this.layer.className = "pointer";
    this.layer.tabIndex = 0;
    const said = {
      role: "slider", "aria-label": "Point in time; arrow keys move from change to change",
      "aria-orientation": "horizontal", "aria-valuemin": this.data.since, "aria-valuemax": this.data.until,
    };
    for (const [key, value] of Object.entries(said)) this.layer.setAttribute(key, value);
    this.svg = make("svg", { "aria-hidden": "true" });
    this.selection = make("rect", { class: "selection", y: 0, height: "100%", width: 0 });
    this.hair = make("line", { class: "hair", y1: 0, y2: "100%", visibility: "hidden" });
    this.dots = this.data.lines.map(() => make("circle", { class: "dot", r: 4.5, visibility: "hidden" }));
    this.svg.append(this.selection, this.hair, ...this.dots);
    this.tip = document.createElement("div");
    this.tip.className = "tip";
    this.tip.hidden = true;
    this.layer.append(this.svg, this.tip);
    this.area.append(this.layer);
    this.at(this.data.until);
    this.hide();
  }

  listen() {
    this.layer.addEventListener("pointermove", (event) => this.moved(event));
    this.layer.addEventListener("pointerleave", () => this.hide());
    this.layer.addEventListener("pointerdown", (event) => this.pressed(event));
    this.layer.addEventListener("pointerup", (event) => this.released(event));
    this.layer.addEventListener("pointercancel", () => this.drop());
    this.layer.addEventListener("keydown", (event) => this.key(event));
    this.layer.addEventListener("focus", () => {
      if (this.layer.matches(":focus-visible")) this.at(this.moment);
    });
    this.layer.addEventListener("blur", () => this.hide());
  }

  timeAt(event) {
    const box = this.layer.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    return this.data.since + share * (this.data.until - this.data.since);
  }

  share(moment) {
    return (moment - this.data.since) / (this.data.until - this.data.since);
  }

  moved(event) {
    const moment = this.timeAt(event);
    if (this.from !== undefined) {
      const [left, right] = [this.from, moment].sort((a, b) => a - b).map((one) => this.share(one));
      this.selection.setAttribute("x", `${left * 100}%`);
      this.selection.setAttribute("width", `${(right - left) * 100}%`);
    }
    this.at(moment);
  }

  pressed(event) {
    if (event.button) return;
    this.from = this.timeAt(event);
    this.pressedAt = event.clientX;
    this.layer.setPointerCapture(event.pointerId);
    this.at(this.from);
  }

  released(event) {
    if (this.from === undefined) return;
    const dragged = Math.abs(event.clientX - this.pressedAt) > 8;
    const ends = [this.from, this.timeAt(event)];
    this.drop();
    if (dragged) this.zoom(Math.min(...ends), Math.max(...ends));
  }

  drop() {
    this.from = undefined;
    this.selection.setAttribute("width", 0);
  }

  zoom(since, until) {
    const least = 10 * 60_000;
    const room = Math.max(0, least - (until - since)) / 2;
    const iso = (moment) => new Date(Math.round(moment)).toISOString();
    const query = new URLSearchParams({ since: iso(since - room), until: iso(until + room) });
    const url = `${this.base}?${query}`;
    held = document.activeElement === this.layer;
    document.dispatchEvent(new CustomEvent("zoom", { detail: url }));
  }

  key(event) {
    const later = this.stops.find((stop) => stop > this.moment);
    const earlier = this.stops.findLast((stop) => stop < this.moment);
    const length = this.data.until - this.data.since;
    const moves = {
      ArrowRight: () => this.at(later ?? this.data.until),
      ArrowLeft: () => this.at(earlier ?? this.data.since),
      Home: () => this.at(this.data.since),
      End: () => this.at(this.data.until),
      "+": () => this.zoom(this.moment - length / 4, Math.min(this.moment + length / 4, this.data.until)),
      "-": () => this.zoom(this.data.since - length / 2, this.data.until + length / 2),
      Escape: () => this.leave(),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    moves[event.key]();
  }

  // Escape: first the selection goes, then what the pointer tells, then the zoom.
  leave() {
    if (this.from !== undefined) this.drop();
    else if (!this.tip.hidden) this.hide();
    else wholeAgain();
  }

  runAt(line, moment) {
    const near = (this.data.until - this.data.since) / 300;
    return line.runs.findLast(([since, until]) => since <= moment && moment <= until)
      ?? line.runs.find(([since, until]) => since - near <= moment && moment <= until + near);
  }

  at(moment) {
    this.moment = moment;
    const x = `${this.share(moment) * 100}%`;
    this.hair.setAttribute("x1", x);
    this.hair.setAttribute("x2", x);
    this.hair.setAttribute("visibility", "visible");
    const told = [];
    this.data.lines.forEach((line, place) => {
      const run = this.runAt(line, moment);
      const dot = this.dots[place];
      const drawn = run && run[2] !== null;
      dot.setAttribute("visibility", drawn ? "visible" : "hidden");
      if (drawn) {
        dot.setAttribute("cx", x);
        dot.setAttribute("cy", `${run[2] * 100}%`);
      }
      if (run) told.push([place, line.label, run]);
    });
    this.tell(moment, told);
  }

  tell(moment, told) {
    const lines = [];
    for (const [place, label, [since, until, , price, listed, stock]] of told) {
      const more = [listed && listed !== price && `list price ${listed}`, stock].filter(Boolean);
      if (place) lines.push(`${price} at ${label}`);
      else lines.push(price, ...more, until - since > DAY / 2 ? `since ${exact.format(since)}` : "");
    }
    const blocked = this.data.blocked.some(([since, until]) => since <= moment && moment <= until);
    if (!told.some(([place]) => place === 0)) {
      lines.unshift(blocked ? "blocked by the shop" : "nothing was seen");
    }
    const when = `${exact.format(moment)} UTC`;
    const strong = document.createElement("strong");
    strong.textContent = lines[0];
    const rest = [when, ...lines.slice(1)].filter(Boolean).map((text) => {
      const line = document.createElement("div");
      line.textContent = text;
      return line;
    });
    this.tip.replaceChildren(strong, ...rest);
    this.tip.hidden = false;
    const box = this.layer.getBoundingClientRect();
    const place = this.share(moment) * box.width;
    const left = place + this.tip.offsetWidth + 24 > box.width ? place - this.tip.offsetWidth - 12 : place + 12;
    this.tip.style.transform = `translate(${Math.max(left, -8)}px, 8px)`;
    this.layer.setAttribute("aria-valuenow", Math.round(moment));
    this.layer.setAttribute("aria-valuetext", [when, ...lines].filter(Boolean).join(", "));
  }

  hide() {
    this.tip.hidden = true;
    for (const mark of [this.hair, ...this.dots]) mark.setAttribute("visibility", "hidden");
  }
}

// Whether the chart had the focus when it was zoomed: the new one takes it over.
let held = false;

function start(within) {
  for (const chart of within.querySelectorAll("[data-chart]")) {
    const pointer = new Pointer(chart);
    if (held) pointer.layer.focus({ preventScroll: true });
  }
  held = false;
}

start(document);
document.addEventListener("swapped", (event) => start(event.detail));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape" && !event.defaultPrevented && !typing) wholeAgain();
});
