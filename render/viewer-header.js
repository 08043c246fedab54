// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's header: the title and the controls; and the lines below the
 * frames, as far as they have room.
 */

const HTML = 'http://www.w3.org/1999/xhtml';

const DETAILS_Y = 52;
const CONTROLS_Y = 10;
const CONTROL_HEIGHT = 26;
const CONTROL_GAP = 8;
const SEARCH_WIDTH = 72;
const RESET_WIDTH = 92;
const ROOMY = 500;			/* width that has room for all of them */
const VIEW_WIDTH = 56;
const FIELD_WIDTH = 240;
const SANS_ADVANCE = 0.58;

const header = svg.querySelector('.header');
const titleLine = header.querySelector('.title');
const titleText = svg.querySelector('title').textContent;
const details = header.querySelector('.details');
const idleText = details.textContent;

const found = make('text', { class: 'found', y: DETAILS_Y, 'text-anchor': 'end',
			     'aria-live': 'polite' });
const resetButton = button('Reset zoom', 'Show everything (Esc)', RESET_WIDTH);
const menuButton = button('View', 'Views and switches (v)', VIEW_WIDTH);
const helpButton = button('?', 'Keys (?)', CONTROL_HEIGHT);
const searchButton = button('Search', 'Look for frames (/ or Ctrl-F)', SEARCH_WIDTH);
const clearButton = button('✕', 'Clear the search (Esc)', CONTROL_HEIGHT);
const field = make('foreignObject', { height: CONTROL_HEIGHT });
const controls = make('g', {}, resetButton, searchButton, field,
			   clearButton, menuButton, helpButton);
const tip = make('title');

let isSearching = false;

function html(name, attributes, ...children) {
	const element = document.createElementNS(HTML, name);

	for (const key in attributes)
		element.setAttribute(key, attributes[key]);
	element.append(...children);
	return element;
}

function button(label, hint, wide) {
	const g = make('g', { class: 'button', role: 'button', tabindex: 0 },
		make('title', {}, hint),
		make('rect', { width: wide, height: CONTROL_HEIGHT, rx: 5 }),
		make('text', { x: wide / 2, y: 17, 'text-anchor': 'middle' }, label));

	g.addEventListener('keydown', (e) => {
		if (e.key !== 'Enter' && e.key !== ' ')
			return;
		e.preventDefault();
		e.stopPropagation();
		g.dispatchEvent(new MouseEvent('click'));
	});
	return g;
}

/* From the right edge leftwards; what is not wanted now takes no room. */
function placeControls() {
	let x = 0;

	const place = (element, wide, isShown) => {
		element.classList.toggle('hidden', !isShown);
		if (!isShown)
			return;
		x -= wide;
		element.setAttribute('transform', `translate(${x},0)`);
		if (element === field)
			field.setAttribute('width', wide);
		x -= CONTROL_GAP;
	};

	place(helpButton, CONTROL_HEIGHT, true);
	place(menuButton, VIEW_WIDTH, true);
	place(clearButton, CONTROL_HEIGHT, isSearching);
	place(field, Math.min(FIELD_WIDTH, width - 2 * PAD - VIEW_WIDTH -
			      2 * CONTROL_HEIGHT - 3 * CONTROL_GAP), isSearching);
	place(searchButton, SEARCH_WIDTH, !isSearching);
	place(resetButton, RESET_WIDTH,
	      zoomed && (!isSearching || width >= ROOMY));
	controls.setAttribute('transform', `translate(${width - PAD},${CONTROLS_Y})`);
	found.setAttribute('x', width - PAD);
	titleLine.textContent = fit(titleText, Math.floor((width - 2 * PAD + x) /
		(titleLine.getAttribute('font-size') * SANS_ADVANCE)));
}

/* Columns of a line of the footer. */
function footerColumns() {
	return Math.floor((width - 2 * PAD) /
			  (footer.getAttribute('font-size') * SANS_ADVANCE));
}

/* The facts that have room, each whole, as in svg-footer.c. */
function placeFacts() {
	let room = footerColumns();

	for (const fact of footer.querySelectorAll('.fact')) {
		room -= columnsOf(fact.textContent);
		fact.classList.toggle('hidden', room < 0);
	}
}

/* The notes of the recording on one line, from the lines of their tooltip. */
function placeNotes() {
	const notes = footer.querySelector('.notes');

	if (!notes)
		return;
	const title = notes.querySelector('title');
	const facts = title.textContent.trim().split('\n').map((s) => s.replace(': ', ' '));
	notes.replaceChildren(title, fit(facts.join('  ·  '), footerColumns()));
}

function startHeader() {
	details.setAttribute('aria-live', 'polite');
	details.classList.remove('dim');
	header.prepend(make('rect', { class: 'bg', width: '100%',
				      height: HEADER - 4 }));
	header.append(found, controls);
}
