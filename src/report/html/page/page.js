
'use strict';
// Values of charts by pointer and by keyboard, and tables that sort. Without it the page can be read all the same.

for (const figure of document.querySelectorAll('figure')) readable(figure);
for (const table of document.querySelectorAll('table')) sortable(table);

function readable(figure) {
  const lines = JSON.parse(figure.querySelector('script').textContent);
  const points = lines.flatMap(([line, all], at) => all.map(([x, y, text]) => ({ line, at, x, y, text })));
  if (points.length === 0) return;
  const plate = figure.querySelector('.plate');
  const svg = plate.querySelector('svg');
  const [, , width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const spot = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  spot.setAttribute('class', 'spot');
  spot.setAttribute('r', 110);
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  const reader = document.createElement('div');
  reader.className = 'reader';
  reader.tabIndex = 0;
  reader.setAttribute('role', 'slider');
  reader.setAttribute('aria-label', 'Values of the chart: ' + figure.dataset.title);
  reader.setAttribute('aria-valuemin', 1);
  reader.setAttribute('aria-valuemax', points.length);
  let current = 0;
  name(current);
  plate.append(reader, tip);
  plate.parentElement.removeAttribute('tabindex');

  function name(index) {
    const { line, text } = points[index];
    reader.setAttribute('aria-valuenow', index + 1);
    reader.setAttribute('aria-valuetext', line + ': ' + text);
  }

  function show(index) {
    current = index;
    const { line, x, y, text } = points[index];
    name(index);
    spot.setAttribute('cx', x);
    spot.setAttribute('cy', y);
    svg.append(spot);
    const strong = document.createElement('b');
    strong.textContent = line;
    tip.replaceChildren(strong, text);
    tip.hidden = false;
    const left = x / width * plate.clientWidth, top = y / height * plate.clientHeight;
    const room = plate.clientWidth - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(room, left + 14)) + 'px';
    const above = top - tip.offsetHeight - 12;
    tip.style.top = (above >= 0 ? above : top + 14) + 'px';
  }

  function hide() {
    tip.hidden = true;
    spot.remove();
  }

  // The nearest of some points, or -1 where none is as near as `most`.
  function nearest(x, y, among, most) {
    let best = -1, least = most * most;
    points.forEach((point, index) => {
      const far = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (far <= least && among(point)) [best, least] = [index, far];
    });
    return best;
  }

  function pointed(event) {
    const box = reader.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * width, y = (event.clientY - box.top) / box.height * height;
    const index = nearest(x, y, () => true, width / 16);
    if (index < 0) hide(); else show(index);
  }

  function typed(event) {
    const { at, x, y } = points[current];
    const other = step => {
      const to = at + step;
      return to < 0 || to >= lines.length ? current : nearest(x, y, point => point.at === to, Infinity);
    };
    const moves = {
      ArrowRight: () => Math.min(points.length - 1, current + 1),
      ArrowLeft: () => Math.max(0, current - 1),
      PageUp: () => Math.max(0, current - 10),
      PageDown: () => Math.min(points.length - 1, current + 10),
      ArrowUp: () => other(-1),
      ArrowDown: () => other(1),
      Home: () => 0,
      End: () => points.length - 1,
    };
    if (moves[event.key]) { event.preventDefault(); show(moves[event.key]()); }
  }

  reader.addEventListener('pointermove', pointed);
  reader.addEventListener('pointerdown', pointed);
  // A finger that is lifted leaves its value to be read.
  reader.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') hide(); });
  reader.addEventListener('keydown', typed);
  reader.addEventListener('focus', () => { if (reader.matches(':focus-visible')) show(current); });
  reader.addEventListener('blur', hide);
  document.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
}

function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[0];
  if (body.rows.length < 2) return;
  const order = new Intl.Collator('en', { numeric: true });
  heads.forEach((head, column) => {
    const numbers = [...body.rows].some(row => row.cells[column].dataset.v !== undefined);
    // Pictures, and numbers of several kinds, have no order.
    if (body.rows[0].cells[column].querySelector('svg') || !numbers && !head.classList.contains('w')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-label', 'Sort by ' + head.textContent);
    head.append(' ', button);
    head.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const rows = [...body.rows].map(row => {
        const cell = row.cells[column];
        return { row, value: cell.dataset.v === undefined ? NaN : Number(cell.dataset.v), text: cell.textContent };
      });
      rows.sort((a, b) => {
        if (!numbers) return (down ? -1 : 1) * order.compare(a.text, b.text);
        // What is no number stands last, whichever way.
        if (Number.isNaN(a.value) || Number.isNaN(b.value)) return Number.isNaN(a.value) - Number.isNaN(b.value);
        return (down ? -1 : 1) * (a.value - b.value);
      });
      body.append(...rows.map(({ row }) => row));
    });
  });
}
