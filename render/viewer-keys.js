// SPDX-License-Identifier: GPL-2.0-only
/* The viewer's keyboard: which key does what, and the help that lists them. */

/* Keys, what they do, and how; where there is no function, onKey() has it. */
const KEYS = [
	[['\u2190', '\u2191', '\u2192', '\u2193'], 'Go along the tree'],
	[['Enter'], 'Zoom to the frame'],
	[['Backspace'], 'Zoom out by one frame', zoomOut],
	[['Esc'], 'Close, end the search, reset the zoom'],
	[['/', 'Ctrl-F'], 'Search'],
	[['n', 'N'], 'Next match, previous match',
	 (key) => visitMatch(key === 'n' ? 1 : -1)],
	[['i'], 'Root at the top, or at the bottom', flip],
	[['r'], 'Merged from the leaf', () => setView('reverse')],
	[['t'], 'Table of functions', () => setView('table')],
	[['s'], 'Callers and callees of the function',
	 () => showSandwich(profile.frame[chosen()])],
	[['k'], 'Hide kernel frames', hideKernel],
	[['l'], 'Collapse recursion', collapse],
	[['p'], 'Merge processes', mergeProcesses],
	[['T'], 'Merge the threads of each process', mergeThreads],
	[['x', 'u'], 'Drop the frame, undo that',
	 (key) => key === 'x' ? drop(chosen()) : undrop()],
	[['g'], 'Keep what is dropped as a grey frame', keepDropped],
	[['v'], 'The menu of views', menu],
	[['Double click'], 'Select the name'],
	[['c'], 'Copy the name', () => copyText(frameOf(chosen()).name)],
	[['C'], 'Copy the stack', () => copyText(foldedStack(chosen()))],
	[['?'], 'This help', help],
];

function help() {
	togglePanel('Keys', () => [html('dl', {}, ...KEYS.flatMap(([keys, text]) => [
		html('dt', {}, ...keys.map((key) => html('kbd', {}, key))),
		html('dd', {}, text),
	]))]);
}

function isSearchKey(e) {
	/* Pressed again in the field, the browser's own search has its turn. */
	if (e.target === input || e.altKey)
		return false;
	if (e.ctrlKey || e.metaKey)
		return e.key.toLowerCase() === 'f' && !e.shiftKey;
	return e.key === '/';
}

/* Leave what was entered last. Returns whether there was anything to leave. */
function leave() {
	if (isPanelOpen())
		closePanel();
	else if (isSearching || pattern)
		closeSearch();
	else if (zoomed)
		zoomTo(0);
	else if (view)
		setView('');
	else
		return false;
	return true;
}

function isTyped(e) {
	return /^(input|textarea)$/.test(e.target.localName);
}

/* Returns whether the key means anything here. */
function obey(e) {
	if (isSearchKey(e)) {
		openSearch();
		return true;
	}
	if (e.key === 'Escape')
		return leave();
	if (isTyped(e) || e.ctrlKey || e.metaKey || e.altKey)
		return false;
	if (e.key.startsWith('Arrow') && !panel.contains(e.target)) {
		goTo(neighbour(e.key));
		return true;
	}
	if (e.key === 'Enter' && e.target.box) {
		zoomTo(e.target.box.node);
		return true;
	}
	const command = KEYS.find(([keys, , act]) => act && keys.includes(e.key));
	if (command)
		command[2](e.key);
	return Boolean(command);
}

function onKey(e) {
	if (obey(e))
		e.preventDefault();
}
