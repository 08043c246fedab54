// SPDX-License-Identifier: GPL-2.0-only
/*
 * The viewer's state in the address, so that a link shows the same view, and in
 * the browser's history, so that its back button leads to the view before.
 */

let isTyping = false;			/* the last thing remembered was typed */

function describeState() {
	const state = new URLSearchParams();

	if (view)
		state.set('view', view);
	if (view === 'sandwich')
		state.set('of', subject);
	if (view === 'table' && sortedBy !== 'self')
		state.set('sort', sortedBy);
	for (const [key, isOn] of [['kernel', hidesKernel], ['recursion', isCollapsed],
				   ['processes', isMerged], ['threads', isJoined]])
		if (isOn)
			state.set(key, 'off');
	if (drops.length)
		state.set('drop', drops.map((nodes) => nodes.join('.')).join('-'));
	if (keepsDropped)
		state.set('dropped', 'grey');

	if (themeNow())
		state.set('theme', themeNow());
	if (isFlipped !== isInverted)
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

/* What an address may say is checked; what makes no sense is left out. */
function restoreShape(state) {
	const isNode = (node) => node > 0 && whole.total[node] > 0;

	hidesKernel = state.get('kernel') === 'off';
	isCollapsed = state.get('recursion') === 'off';
	isMerged = state.get('processes') === 'off';
	isJoined = state.get('threads') === 'off';
	sortedBy = columnsOfTable().some(({ key }) => key === state.get('sort')) ?
		   state.get('sort') : 'self';
	drops = (state.get('drop') || '').split('-')
		.map((nodes) => nodes.split('.').map(Number).filter(isNode))
		.filter((nodes) => nodes.length);
	keepsDropped = state.get('dropped') === 'grey';
	applyFilters();
	if (!filtered.total[0]) {
		drops = [];
		applyFilters();
	}
	subject = Number(state.get('of'));
	view = ['reverse', 'table', 'sandwich'].includes(state.get('view')) ?
	       state.get('view') : '';
	applyShape();
}

function restore() {
	const state = new URLSearchParams(isPage ? location.hash.slice(1) : '');
	const node = Number(state.get('zoom'));
	const theme = state.get('theme');

	isTyping = false;
	if (isPage)
		applyTheme(['light', 'dark'].includes(theme) ? theme : '');
	restoreShape(state);
	isFlipped = state.has('flip') !== isInverted;
	zoomed = profile.total[node] && view !== 'table' ? node : 0;
	current = zoomed;
	input.value = state.get('search') || '';
	isCaseSensitive = state.get('case') !== 'any';
	isRegex = state.get('as') !== 'text';
	isSearching = Boolean(input.value);
	draw();
	setPattern(input.value);
}
