"use strict";
// Where scripts may run: charts that can be zoomed and read off, and tables that sort. Everything is there without it, too.
const colours = ["#2B83C6", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A7CC8", "#8C8C8C"];
const short = (value) => value >= 1e6 ? value / 1e6 + "M" : value >= 1e3 ? value / 1e3 + "k" : String(value);

function explore(figure, data) {
  const box = document.createElement("div");
  figure.querySelector(".picture").replaceWith(box);
  const style = getComputedStyle(document.body);
  const axis = { stroke: style.color, grid: { stroke: style.getPropertyValue("--line") }, ticks: { stroke: style.getPropertyValue("--line") } };
  const names = (value) => data.names[String(value)] ?? short(value);
  const options = {
    width: figure.clientWidth - 30, height: 320,
    scales: { x: { time: false, distr: data.log ? 3 : 1 }, y: data.zero ? { range: (u, low, high) => [0, high * 1.05] } : {} },
    series: [{ label: data.x, value: (u, value) => value === null ? "" : names(value) }].concat(data.lines.map((line, index) =>
      ({ label: line.label, stroke: colours[index], width: 2, spanGaps: true, points: { show: true } }))),
    axes: [{ ...axis, values: (u, ticks) => ticks.map((tick) => tick === null ? "" : names(tick)) }, { ...axis, label: data.y }],
  };
  new uPlot(options, uPlot.join(data.lines.map((line) => [line.x, line.y])), box);
  figure.querySelector(".legend")?.remove();
}

for (const figure of document.querySelectorAll("figure")) {
  const text = figure.querySelector(".data");
  if (text) {
    const button = document.createElement("button");
    button.textContent = "Explore";
    button.title = "Draw this chart so that it can be zoomed and read off";
    button.addEventListener("click", () => { button.remove(); explore(figure, JSON.parse(text.textContent)); });
    figure.prepend(button);
  }
}

for (const head of document.querySelectorAll("th")) {
  head.classList.add("sortable");
  head.addEventListener("click", () => {
    const body = head.closest("table").tBodies[0];
    const column = head.cellIndex;
    const down = head.dataset.down !== "yes";
    head.dataset.down = down ? "yes" : "no";
    const key = (row) => row.cells[column].textContent;
    const rows = [...body.rows].sort((one, other) => key(one).localeCompare(key(other), "en", { numeric: true }));
    (down ? rows : rows.reverse()).forEach((row) => body.append(row));
  });
}
