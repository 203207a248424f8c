'use strict';

// Steps through counterexamples. The page holds their timelines; the data element holds what else there was at each step.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);

  // ---- The table of verdicts: only the rows that have all the words.

  const find = document.getElementById('find');
  find.addEventListener('input', () => {
    const words = find.value.toLowerCase().split(/\s+/);
    document.querySelectorAll('.verdicts tbody tr').forEach((row) => {
      const own = row.textContent.toLowerCase();
      row.classList.toggle('elsewhere', !words.every((word) => own.includes(word)));
    });
  });

  // ---- What is meant to be pasted elsewhere has a button that copies it.

  async function copy(text, made) {
    try {
      await navigator.clipboard.writeText(text);
      made.textContent = 'Copied';
    } catch {
      made.textContent = 'Not copied: select it instead';
    }
    setTimeout(() => { made.textContent = 'Copy'; }, 2000);
  }

  document.querySelectorAll('.copied').forEach((source) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'copy';
    made.textContent = 'Copy';
    made.addEventListener('click', () => copy(source.textContent, made));
    source.after(made);
  });

  if (data.races.length === 0) {
    document.documentElement.classList.add('js');
    return;
  }

  const NO_TEXT = -1;
  const [GOES, WAITS] = [0, 1];
  const text = (number) => data.strings[number];
  const cpuClass = (fiber) => `cpu-${fiber % 8}`;

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) {
        element.setAttribute(name, '');
      } else if (value !== false && value !== null) {
        element.setAttribute(name, value);
      }
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  // ---- What a race's states are: the data has only what changes.

  function unfold(race) {
    let memory = [];
    let fibers = [];
    race.states = race.changes.map((changes, step) => {
      memory = memory.slice();
      fibers = fibers.slice();
      const before = new Map();
      for (let i = 0; i < changes.length; i += 2) {
        before.set(changes[i], memory[changes[i]]);
        memory[changes[i]] = changes[i + 1];
      }
      for (const [fiber, end, next, holds, ...stack] of race.moves[step]) {
        fibers[fiber] = { end, next: text(next), holds: text(holds), stack };
      }
      return { memory, fibers, before: step === 0 ? new Map() : before };
    });
  }

  const races = data.races.map((race, index) => {
    const section = document.getElementById(race.id);
    const timeline = section.querySelector('.timeline');
    const rows = Array.from({ length: race.steps + 1 }, (_, step) => document.getElementById(`${race.id}/${step}`));
    return { ...race, index, section, timeline, rows, states: null, arrows: [] };
  });

  let race = null;
  let step = 0;

  // ---- The controls and the inspector: one of each, moved to the race that is shown.

  function button(label, sign, key, action) {
    const made = make('button', { type: 'button', 'aria-label': label, title: key ? `${label} (${key})` : label }, sign);
    made.addEventListener('click', action);
    return made;
  }

  const first = button('To the start', '\u00ab', 'Home', () => go(0));
  const back = button('One step back', '\u2039', '\u2190', () => go(step - 1));
  const forward = button('One step forward', '\u203a', '\u2192', () => go(step + 1));
  const last = button('To the end', '\u00bb', 'End', () => go(race.steps));
  const decisive = button('To the point of no return', '', '', () => go(race.decided));
  const position = make('span', { class: 'position' });
  const slider = make('input', { type: 'range', min: '0', step: '1', 'aria-label': 'Step', autocomplete: 'off' });
  slider.addEventListener('input', () => go(Number(slider.value)));
  const scale = make('div', { class: 'scale', 'aria-hidden': 'true' });
  const doing = make('p', { class: 'doing' });
  const fate = make('p', { class: 'fate' });
  const controls = make(
    'div',
    { class: 'controls', role: 'group', 'aria-label': 'Stepping' },
    make('div', { class: 'buttons' }, first, back, position, forward, last),
    slider,
    scale,
    make('div', { role: 'status', 'aria-live': 'polite' }, doing, fate),
    decisive,
    make('p', { class: 'keys' }, make('kbd', {}, '\u2190'), ' ', make('kbd', {}, '\u2192'), ' step, ',
      make('kbd', {}, 'Home'), ' ', make('kbd', {}, 'End'), ' to the ends'));
  const inspector = make('div', { class: 'inspector' });
  let othersAreOpen = false;

  function fateAt(at) {
    const always = race.mayRunForEver ? 'every schedule that ends violates this' : 'no schedule avoids the bug';
    if (race.firstOfLoop !== null) {
      return at < race.firstOfLoop
        ? ['', '\u21bb', `From step ${race.firstOfLoop} on it goes round for ever.`]
        : ['bad', '\u21bb', `In the loop: after step ${race.steps} comes step ${race.firstOfLoop} again.`];
    }
    if (race.decided === null) {
      return ['', '?', 'Whether the bug could still be avoided is not known: there were too many states to look at.'];
    }
    if (at === race.decided - 1) {
      return ['good', '\u2713', 'The bug can still be avoided here, for the last time: the next step decides it.'];
    }
    if (at < race.decided) {
      return ['good', '\u2713', 'The bug can still be avoided here.'];
    }
    return at === race.decided
      ? ['bad', '\u2717', `Point of no return: from here on ${always}.`]
      : ['bad', '\u2717', `The bug cannot be avoided any more: ${always}.`];
  }

  function wordsOf(at) {
    if (at === 0) {
      return 'The start: nothing has happened yet.';
    }
    const [fiber, , words] = race.choices[at - 1][race.taken[at - 1]];
    return `${text(race.fibers[fiber])}: ${text(words)}`;
  }

  function showControls() {
    position.textContent = step === 0 ? `Start of ${race.steps}` : `Step ${step} of ${race.steps}`;
    first.disabled = back.disabled = step === 0;
    last.disabled = forward.disabled = step === race.steps;
    decisive.hidden = race.decided === null;
    decisive.textContent = race.decided === 0 ? 'decided from the start' : `point of no return: step ${race.decided}`;
    decisive.setAttribute('aria-label', `To the ${decisive.textContent}`);
    slider.max = String(race.steps);
    slider.value = String(step);
    slider.setAttribute('aria-valuetext', position.textContent);
    scale.classList.toggle('unknown', race.decided === null);
    scale.style.setProperty('--decided', `${(100 * (race.decided ?? 0)) / Math.max(1, race.steps)}%`);
    doing.textContent = wordsOf(step);
    const [colour, sign, words] = fateAt(step);
    fate.className = `fate ${colour}`;
    fate.replaceChildren(make('span', { 'aria-hidden': 'true' }, sign), make('span', {}, words));
  }

  // At the last chance: whether this choice would have been a way out.
  function wayOut(number) {
    const isOne = step === race.decided - 1 ? race.waysOut[number] : null;
    return isOne === null ? null
      : make('span', { class: isOne ? 'tag out' : 'tag' }, isOne ? 'can avoid the bug' : 'does not avoid the bug');
  }

  function choiceItem([fiber, , words, callee], number, isTaken) {
    return make(
      'li',
      { class: `${cpuClass(fiber)}${isTaken ? ' taken' : ''}` },
      make('strong', {}, `${text(race.fibers[fiber])}:`),
      ` ${text(words)}`,
      isTaken ? make('span', { class: 'tag' }, 'taken here') : null,
      wayOut(number),
      callee === NO_TEXT ? null : make('small', {}, `in ${text(data.functions[callee][0])}`));
  }

  // At the end of a loop: whether this is the step with which it begins again.
  function isAgain([fiber, branch]) {
    const before = race.firstOfLoop === null ? null : race.choices[race.firstOfLoop - 1][race.taken[race.firstOfLoop - 1]];
    return before !== null && before[0] === fiber && before[1] === branch;
  }

  function showChoices(state) {
    const isEnd = step === race.steps;
    const isOver = isEnd && race.firstOfLoop === null;
    const items = race.choices[step].map(
      (choice, i) => choiceItem(choice, i, isEnd ? isAgain(choice) : i === race.taken[step]));
    const waiting = state.fibers.flatMap((fiber, i) => (fiber.end !== WAITS ? [] : [make(
      'li',
      { class: cpuClass(i) },
      make('strong', {}, text(race.fibers[i])),
      ` cannot go on, it waits for ${fiber.next}`)]));
    const others = items.length - 1;
    const heading = isOver ? 'The execution ends here'
      : others === 0 ? 'Next: there is no other choice' : `Next: ${others} other choice${others === 1 ? '' : 's'}`;
    return [make('h3', {}, heading), make('ul', { class: 'choices' }, ...(isOver ? [] : items), ...waiting)];
  }

  function functionLine(number) {
    const [name, file] = data.functions[number];
    return make('small', {}, make('code', {}, text(name)), file === NO_TEXT ? '' : ` ${text(file)}`);
  }

  function showThreads(state) {
    return [
      make('h3', {}, 'Threads'),
      make('ul', { class: 'threads' }, ...state.fibers.map((fiber, i) => make(
        'li',
        { class: cpuClass(i) },
        make('strong', {}, text(race.fibers[i])),
        fiber.end === GOES ? '' : fiber.end === WAITS ? ' waits' : ' has returned',
        make('small', { class: 'holds' }, fiber.holds === '' ? 'holds nothing' : `holds ${fiber.holds}`),
        ...fiber.stack.map(functionLine)))),
    ];
  }

  function memoryRow(state, cell) {
    const alive = race.lives[cell];
    const isDead = alive !== NO_TEXT && text(state.memory[alive]) === 'freed';
    const was = state.before.get(cell);
    return make(
      'tr',
      { class: [was === undefined ? '' : 'changed', isDead ? 'dead' : ''].join(' ').trim() || null },
      make('th', { scope: 'row' }, make('code', {}, text(race.cells[cell])), isDead ? make('span', { class: 'spoken' }, ' (freed)') : null),
      make('td', {}, text(state.memory[cell]), was === undefined ? null : make('small', {}, ` was ${text(was)}`)));
  }

  function memoryTable(state, cells, caption) {
    return make(
      'table',
      {},
      make('caption', { class: 'spoken' }, caption),
      make('tbody', {}, ...cells.map((cell) => memoryRow(state, cell))));
  }

  function showMemory(state) {
    const others = race.cells.map((_, cell) => cell).filter((cell) => !race.touched.includes(cell));
    const rest = make(
      'details',
      { open: othersAreOpen },
      make('summary', {}, `${others.length} more that no step touches`),
      memoryTable(state, others, 'Memory that no step touches'));
    rest.addEventListener('toggle', () => {
      othersAreOpen = rest.open;
    });
    return [
      make('h3', {}, step === 0 ? 'Memory' : `Memory after step ${step}`),
      memoryTable(state, race.touched, 'Memory that some step touches'),
      others.length === 0 ? null : rest,
    ];
  }

  function showInspector() {
    const state = race.states[step];
    inspector.replaceChildren(
      ...[...showChoices(state), ...showThreads(state), ...showMemory(state)].filter((part) => part !== null));
  }

  // ---- The timeline: the current step, and arrows from a write to the step that saw it.

  function svg(tag, attributes) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    return element;
  }

  function drawArrows() {
    setLanes();
    race.timeline.querySelector('svg')?.remove();
    const frame = race.timeline.getBoundingClientRect();
    const place = (number) => {
      const dot = race.rows[number].querySelector('.does .dot').getBoundingClientRect();
      return [dot.x + dot.width / 2 - frame.x, dot.y + dot.height / 2 - frame.y];
    };
    const drawing = svg('svg', { 'aria-hidden': 'true' });
    race.arrows = [];
    race.seen.forEach((write, i) => {
      const read = i + 1;
      if (write === 0 || race.rows[write].classList.contains('step') === false) {
        return;
      }
      const [x1, y1] = place(write);
      const [x2, y2] = place(read);
      if (Math.abs(x1 - x2) < 1) {
        return; // its own lane: the line of the lane says it
      }
      const [top, bottom] = [y1 + 6, y2 - 8];
      const bend = Math.max(10, (bottom - top) / 2);
      const line = svg('path', { d: `M${x1} ${top}C${x1} ${top + bend} ${x2} ${bottom - bend} ${x2} ${bottom - 3}` });
      const tip = svg('path', { class: 'tip', d: `M${x2 - 4} ${bottom - 5}L${x2} ${bottom + 2}L${x2 + 4} ${bottom - 5}Z` });
      drawing.append(line, tip);
      race.arrows.push({ write, read, parts: [line, tip] });
    });
    race.timeline.prepend(drawing); // behind the text
    markArrows();
  }

  // ---- Lanes: each gets the width that its text wants, as far as there is room; wide ones share the rest.

  function setLanes() {
    const { timeline } = race;
    const heads = [...timeline.querySelectorAll('.heads > span')];
    const room = timeline.querySelector('ol').clientWidth - parseFloat(getComputedStyle(race.rows[0].querySelector('.about')).marginLeft);
    if (heads.length < 2 || room === race.room) {
      return;
    }
    race.room = room;
    timeline.classList.add('measured');
    const wanted = heads.map((head) => {
      const lane = [...head.classList].find((name) => name.startsWith('lane-'));
      const texts = [...timeline.querySelectorAll(`li.${lane} .what`)];
      return Math.max(90, ...texts.map((text) => text.getBoundingClientRect().width + 26));
    });
    timeline.classList.remove('measured');
    let rest = room;
    let left = heads.length;
    const widths = [];
    wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]).forEach((i) => {
      widths[i] = left === 1 ? rest : Math.min(wanted[i], rest / left);
      rest -= widths[i];
      left -= 1;
    });
    let x = 0;
    const rails = widths.map((width, i) => {
      timeline.style.setProperty(`--x${i}`, `${x}px`);
      timeline.style.setProperty(`--w${i}`, `${width}px`);
      const rail = `linear-gradient(90deg, transparent calc(${x}px + var(--rail) - 1px), var(--line) 0 calc(${x}px + var(--rail) + 1px), transparent 0)`;
      x += width;
      return rail;
    });
    timeline.style.setProperty('--rails', rails.join(','));
    timeline.style.setProperty('--columns', widths.map((width) => `${width}px`).join(' '));
  }

  function markArrows() {
    for (const { write, read, parts } of race.arrows) {
      parts.forEach((part) => part.classList.toggle('now', step === write || step === read));
    }
  }

  function markRows() {
    race.rows.forEach((row, at) => {
      row.classList.toggle('ahead', step > 0 && at > step);
      if (at === step) {
        row.setAttribute('aria-current', 'step');
      } else {
        row.removeAttribute('aria-current');
      }
    });
    race.section.querySelectorAll('.end').forEach((row) => row.classList.toggle('ahead', step > 0 && step < race.steps));
  }

  // ---- Where we are: the fragment says it, so that a link shows the very step.

  function hrefOf(shown, at) {
    const path = shown.id.split('/').map(encodeURIComponent).join('/');
    return at === null ? `#${path}` : `#${path}/${at}`;
  }

  function show(shown, at) {
    if (race !== shown) {
      race = shown;
      if (race.states === null) {
        unfold(race);
        race.rows.forEach((row, number) => row.querySelector('.number').setAttribute('href', hrefOf(race, number)));
      }
      races.forEach((other) => {
        other.section.hidden = other !== race;
      });
      race.section.querySelector('.side').append(controls, inspector);
      resized.disconnect();
      resized.observe(race.timeline);
      picker.value = String(race.index);
      previous.disabled = race.index === 0;
      next.disabled = race.index === races.length - 1;
    }
    step = Math.min(Math.max(at, 0), race.steps);
    showControls();
    showInspector();
    markRows();
    drawArrows();
  }

  function go(at) {
    if (at < 0 || at > race.steps) {
      return;
    }
    show(race, at);
    history.replaceState(null, '', hrefOf(race, step));
    race.rows[step].scrollIntoView({ block: 'nearest' });
  }

  // Of a counterexample that is not here nothing else is shown in its place without a word.
  const elsewhere = make('p', { class: 'unknown-place', role: 'status', hidden: true });
  document.querySelector('.choose').before(elsewhere);

  function place() {
    let id = '';
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return null; // no link of ours
    }
    const found = races.find((other) => id === other.id || id.startsWith(`${other.id}/`));
    elsewhere.hidden = found !== undefined || id === '' || document.getElementById(id) !== null;
    elsewhere.textContent = `There is no counterexample ${id} in this report.`;
    const at = found ? Number(id.slice(found.id.length + 1) || 0) : 0;
    return found ? [found, Number.isInteger(at) ? at : 0, id !== found.id] : null;
  }

  // The other way round: a fragment that was followed, typed or gone back to.
  function follow() {
    const found = place();
    if (found) {
      const [shown, at, hasStep] = found;
      show(shown, at);
      if (hasStep) {
        race.rows[step].scrollIntoView({ block: 'center' });
      } else {
        race.section.scrollIntoView();
      }
      race.section.querySelector('h2').focus({ preventScroll: true });
    }
  }

  function choose(index) {
    show(races[index], 0);
    history.pushState(null, '', hrefOf(race, null));
  }

  const picker = make('select', { 'aria-label': 'Counterexample', autocomplete: 'off' }, ...races.map((other) => make(
    'option',
    { value: String(other.index) },
    `${other.id.split('/').slice(0, 2).join('/')}: ${other.section.querySelector('h2').textContent}`)));
  picker.addEventListener('change', () => choose(Number(picker.value)));
  const previous = button('Previous counterexample', '\u2039 Previous', '', () => choose(race.index - 1));
  const next = button('Next counterexample', 'Next \u203a', '', () => choose(race.index + 1));
  const choosing = document.querySelector('.choose');
  choosing.append(previous, picker, next);
  choosing.hidden = races.length < 2;

  const keys = { ArrowLeft: () => step - 1, ArrowRight: () => step + 1, Home: () => 0, End: () => race.steps };
  const keysOfTheTimeline = { ArrowUp: keys.ArrowLeft, ArrowDown: keys.ArrowRight };
  document.addEventListener('keydown', (event) => {
    const target = event.target;
    const { top, bottom } = race.section.getBoundingClientRect();
    const isElsewhere = bottom < 0 || top > innerHeight || target.closest('input, select, .box, pre');
    if (isElsewhere || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) {
      return;
    }
    const action = keys[event.key] ?? (target.closest('.timeline') ? keysOfTheTimeline[event.key] : undefined);
    if (action) {
      event.preventDefault();
      go(action());
    }
  });
  document.querySelector('main').addEventListener('click', (event) => {
    const row = event.target.closest('.timeline li.step, .timeline li.start');
    if (row && !event.target.closest('a.saw') && !getSelection().toString()) {
      event.preventDefault();
      go(race.rows.indexOf(row));
      row.querySelector('.number').focus({ preventScroll: true });
    }
  });
  const resized = new ResizeObserver(() => drawArrows());
  addEventListener('hashchange', follow);
  document.documentElement.classList.add('js');
  show(races[0], 0);
  follow();
})();
