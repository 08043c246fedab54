// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's state in the address, so that a link shows the same view, and in
 * the browser's history, so that its back button leads to the view before.
 */

let isTyping = false;			/* the last thing remembered was typed */

function describeState() {
	const state = new URLSearchParams();

	if (isFlipped)
		state.set('flip', 1);
	if (zoomed)
		state.set('zoom', zoomed);
	if (pattern)
		state.set('search', pattern);
	if (pattern && !isCaseSensitive)
		state.set('case', 'any');
	if (pattern && !isRegex)
		state.set('as', 'text');
	return '#' + state;
}

/* What is typed letter by letter is one step of the history. */
function remember(typed = false) {
	const address = describeState();
	const isSame = address === (location.hash || '#');

	if (!isPage || isSame)
		return;
	try {
		if (typed && isTyping)
			history.replaceState(null, '', address);
		else
			history.pushState(null, '', address);
	} catch (e) {
		/* Some browsers refuse it for files; the state is a comfort. */
	}
	isTyping = typed;
}

function restore() {
	const state = new URLSearchParams(isPage ? location.hash.slice(1) : '');
	const node = Number(state.get('zoom'));

	isTyping = false;
	isFlipped = state.has('flip');
	zoomed = profile.total[node] ? node : 0;
	current = zoomed;
	input.value = state.get('search') || '';
	isCaseSensitive = state.get('case') !== 'any';
	isRegex = state.get('as') !== 'text';
	isSearching = Boolean(input.value);
	draw();
	setPattern(input.value);
}
