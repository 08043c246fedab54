// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's search: the field with its two switches, what matches, which
 * share that is, and the way from one match to the next.
 */

const FOUND_COLUMNS = 72;

const input = html('input', { type: 'text', 'aria-label': 'Search',
			      placeholder: 'Search', spellcheck: 'false' });
const caseSwitch = searchSwitch('Aa', 'Match the case');
const regexSwitch = searchSwitch('.*', 'Regular expression');

let pattern = '';
let isCaseSensitive = true;
let isRegex = true;
let problem = '';			/* why the pattern is none */
let visit = '';				/* which match n and N went to */

function searchSwitch(label, hint) {
	return html('button', { type: 'button', title: hint, 'aria-label': hint,
				'aria-pressed': 'true' }, label);
}

/* Samples of a subtree with a match in their stack, each counted once. */
function matchedSamples(from, to = profile.end[from]) {
	const { end, frame, total } = profile;
	let sum = 0;

	for (let i = from; i < to;) {
		if (matches[frame[i]]) {
			sum += total[i];
			i = end[i];
		} else {
			i++;
		}
	}
	return sum;
}

function report() {
	const { callersFrom, frame, total } = profile;
	let text = problem;

	if (matches && callersFrom && !zoomed) {
		text = visit + 'matched: ' +
		       share(matchedSamples(0), total[0]) + ' of callees, ' +
		       share(matchedSamples(callersFrom, frame.length), total[0]) +
		       ' of callers';
	} else if (matches) {
		text = visit + 'matched: ' + share(matchedSamples(0), total[0]);
		if (zoomed)
			text += ' of all, ' +
				share(matchedSamples(zoomed), total[zoomed]) +
				' of zoomed';
	}
	found.textContent = fit(text, FOUND_COLUMNS);
	found.classList.toggle('invalid', Boolean(problem));
	input.classList.toggle('invalid', Boolean(problem));
}

function makeExpression(text) {
	const source = isRegex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

	return new RegExp(source, isCaseSensitive ? '' : 'i');
}

/* Look for a text, the empty one meaning nothing. */
function setPattern(text) {
	pattern = text;
	problem = '';
	matches = null;
	visit = '';
	try {
		const expression = text && makeExpression(text);

		if (expression)
			matches = profile.frames.map((f) => f.kind &&
						     expression.test(f.name));
	} catch (e) {
		problem = e.message;
	}
	caseSwitch.setAttribute('aria-pressed', isCaseSensitive);
	regexSwitch.setAttribute('aria-pressed', isRegex);
	if (view === 'table')
		draw();
	else
		repaint();
	report();
	describe(null);
}

/* The matches that are drawn, in the order of the tree. */
function drawnMatches() {
	const nodes = [];

	for (const node of boxOf.keys())
		if (matches[profile.frame[node]] && !isAbove({ node }))
			nodes.push(node);
	return nodes.sort((a, b) => a - b);
}

/* The widest match among those that the zoom is too wide for, or none. */
function hiddenMatch() {
	const { end, frame, total } = profile;
	let widest = 0;

	for (let i = zoomed; i < end[zoomed]; i++)
		if (matches[frame[i]] && (!widest || total[i] > total[widest]))
			widest = i;
	return widest;
}

/* Go to the next match, or by -1 to the previous; past the last, to the first. */
function visitMatch(by) {
	const nodes = matches ? drawnMatches() : [];
	const firstRow = graph.querySelector('button.name');
	let place = nodes.indexOf(current);

	if (matches && firstRow) {
		firstRow.focus();
		return;
	}
	if (matches && !nodes.length && hiddenMatch()) {
		zoomTo(hiddenMatch());
		goTo(zoomed);
		return;
	}
	if (!nodes.length)
		return;
	if (place < 0) {
		place = nodes.findIndex((node) => node > current);
		if (place < 0)
			place = nodes.length;
		place -= by > 0 ? 1 : 0;
	}
	place = (place + by + nodes.length) % nodes.length;
	visit = `${place + 1} of ${nodes.length}, `;
	report();
	goTo(nodes[place]);
}

function search(text) {
	setPattern(text);
	remember(true);
}

function openSearch() {
	if (!window.SVGForeignObjectElement) {
		search(window.prompt('Search', pattern) || '');
		return;
	}
	isSearching = true;
	placeControls();
	input.focus();
	input.select();
}

function closeSearch() {
	isSearching = false;
	input.value = '';
	setPattern('');
	remember();
	placeControls();
	svg.focus({ preventScroll: true });
}

function startSearch() {
	field.append(html('div', { class: 'field' }, input, caseSwitch, regexSwitch));
	input.addEventListener('input', () => search(input.value));
	input.addEventListener('keydown', (e) => {
		if (e.key !== 'Enter')
			return;
		e.preventDefault();
		e.stopPropagation();
		visitMatch(e.shiftKey ? -1 : 1);
	});
	caseSwitch.addEventListener('click', () => {
		isCaseSensitive = !isCaseSensitive;
		search(input.value);
	});
	regexSwitch.addEventListener('click', () => {
		isRegex = !isRegex;
		search(input.value);
	});
	searchButton.addEventListener('click', openSearch);
	clearButton.addEventListener('click', closeSearch);
}
