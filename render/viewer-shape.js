// SPDX-License-Identifier: GPL-2.0-only
/* Which view is shown, and of which stacks: what the menu and keys choose. */

const whole = profile;			/* as it was recorded */
let filtered = profile;			/* without what is hidden and dropped */
let filteredBy = '';

const hasThreads = profile && profile.frames.some((f) => f.kind === 't');

let view = '';				/* or reverse, sandwich, table */
let subject = 0;			/* the frame in the sandwich */
let hidesKernel = false;
let isCollapsed = false;
let isMerged = false;			/* of processes, one is made */
let isJoined = false;			/* and of a process's threads */
let drops = [];				/* of arrays of nodes of the whole */
let keepsDropped = false;		/* a grey frame has their width */

const kernelRest = profile && addPlaceholder('(kernel)');
const droppedRest = profile && addPlaceholder('(dropped)');

/* A frame that stands for what is not shown; of no kind, and not to be found. */
function addPlaceholder(name) {
	return profile.frames.push({ kind: '', look: 'rest', name, module: '' }) - 1;
}

function isPlaceholder(frame) {
	return !whole.frames[frame].kind;
}

function applyFilters() {
	const left = (isMerged ? 'p' : '') + (isJoined ? 't' : '');
	const by = [hidesKernel, isCollapsed, keepsDropped, left, drops.join(';')].join();

	if (by === filteredBy)
		return;
	filteredBy = by;
	filtered = !hidesKernel && !isCollapsed && !left && !drops.length ? whole :
		   reshape(whole, { drops: drops.flat(), isCollapsed, left,
				    hidden: hidesKernel ? kernelRest : 0,
				    dropped: keepsDropped ? droppedRest : 0 });
}

/* What is hidden, or has none in the column that gives the widths, cannot be shown. */
function hasSamples(frame) {
	return filtered.frame.some((f, node) => f === frame && filtered.total[node]);
}

/* Have the profile that is to be drawn; the zoom is the caller's to mend. */
function applyShape() {
	applyFilters();
	if (view === 'sandwich' && !hasSamples(subject))
		view = '';
	profile = view === 'reverse' ? reverse(filtered) :
		  view === 'sandwich' ? sandwich(filtered, subject) : filtered;
}

function pathOf(node) {
	const path = [];

	for (let i = node; i; i = profile.parent[i])
		path.unshift(profile.frame[i]);
	return path;
}

/* Show what was chosen; the zoom stays, if its frame is still there. */
function reshow(isZoomKept) {
	const path = isZoomKept && !profile.callersFrom ? pathOf(zoomed) : [];

	applyShape();
	zoomed = findPath(profile, path);
	current = zoomed;
	draw();
	setPattern(pattern);
	scrollToRoot();
	remember();
}

function setView(name) {
	view = view === name ? '' : name;
	reshow(false);
}

function showSandwich(frame) {
	if (frame === whole.frame[0] || isPlaceholder(frame) ||
	    !hasSamples(frame))
		return;
	view = 'sandwich';
	subject = frame;
	reshow(false);
}

function hideKernel() {
	hidesKernel = !hidesKernel;
	reshow(true);
}

function collapse() {
	isCollapsed = !isCollapsed;
	reshow(true);
}

function mergeProcesses() {
	isMerged = !isMerged;
	reshow(true);
}

function mergeThreads() {
	isJoined = !isJoined;
	reshow(true);
}

/* Drop a frame and what it called; from the root on, and never everything. */
function drop(node) {
	const { images } = filtered;
	const { frame, parent } = whole;
	const nodes = [];

	if (view || !node || profile.total[node] === profile.total[0] ||
	    profile.frame[node] === droppedRest)
		return;
	/* Several are shown as one; of those inside of another, that one is told. */
	const isIt = (i) => (images ? images[i] : i) === node;
	for (let i = 1; i < frame.length; i++)
		if (isIt(i) && !isIt(parent[i]))
			nodes.push(i);
	drops = [...drops, nodes];
	reshow(true);
}

function undrop() {
	if (!drops.length)
		return;
	drops = drops.slice(0, -1);
	reshow(true);
}

function keepDropped() {
	keepsDropped = !keepsDropped;
	reshow(true);
}
