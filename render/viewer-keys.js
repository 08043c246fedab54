// SPDX-License-Identifier: GPL-2.0-only
/* The viewer's keyboard: which key means what, and the frame it is on. */

let current = 0;			/* the node with the keyboard's focus */

function focusNode(node) {
	const rect = rectOf.get(node);

	if (!rect)
		return;
	current = node;
	rect.setAttribute('tabindex', -1);
	rect.setAttribute('aria-label', nameOf(rect.box).name + ', ' + factsOf(rect.box));
	rect.focus({ preventScroll: true });
	describe(rect.box);
}

/* Have a frame in sight, neither outside of the window nor under the header. */
function bringIntoSight(rect) {
	const box = rect.getBoundingClientRect();
	const top = isPage ? HEADER : 0;

	if (box.top < top)
		window.scrollBy(0, box.top - top - row);
	else if (box.bottom > window.innerHeight)
		window.scrollBy(0, box.bottom - window.innerHeight + row);
}

function goTo(node) {
	if (!rectOf.has(node))
		return;
	focusNode(node);
	bringIntoSight(rectOf.get(node));
}

/* The drawn children of a node, from left to right. */
function drawnChildren(node) {
	const { end } = profile;
	const children = [];

	for (let i = node + 1; i < end[node]; i = end[i])
		if (rectOf.has(i))
			children.push(i);
	return children;
}

/* The drawn node next to the current one, or none. */
function neighbour(key) {
	const siblings = current ? drawnChildren(profile.parent[current]) : [0];
	const place = siblings.indexOf(current);

	switch (key) {
	case 'ArrowDown':
		return profile.parent[current];
	case 'ArrowUp':
		return drawnChildren(current)[0];
	case 'ArrowLeft':
		return siblings[place - 1];
	default:
		return siblings[place + 1];
	}
}

function isSearchKey(e) {
	/* Pressed again in the field, the browser's own search has its turn. */
	if (e.target === input || e.altKey)
		return false;
	if (e.ctrlKey || e.metaKey)
		return e.key.toLowerCase() === 'f' && !e.shiftKey;
	return e.key === '/';
}

function onKey(e) {
	if (isSearchKey(e))
		openSearch();
	else if (e.key === 'Escape' && (isSearching || pattern))
		closeSearch();
	else if (e.key === 'Escape' && zoomed)
		zoomTo(0);
	else if (e.target === input || e.ctrlKey || e.metaKey || e.altKey)
		return;
	else if (e.key.startsWith('Arrow'))
		goTo(neighbour(e.key));
	else if (e.key === 'n' || e.key === 'N')
		visitMatch(e.key === 'n' ? 1 : -1);
	else if (e.key === 'Enter' && e.target.box)
		zoomTo(e.target.box.node);
	else
		return;
	e.preventDefault();
}
