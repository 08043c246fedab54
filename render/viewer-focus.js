// SPDX-License-Identifier: GPL-2.0-only
/* The frame that the viewer's keys are on, and its neighbours. */

let current = 0;			/* the node with the keyboard's focus */

function focusNode(node) {
	const rect = rectOf.get(node);

	if (!rect)
		return;
	current = node;
	pointed = null;
	rect.setAttribute('tabindex', -1);
	rect.setAttribute('aria-label', [nameOf(rect.box).name,
						...factsOf(rect.box)].join(', '));
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
	case isFlipped ? 'ArrowUp' : 'ArrowDown':
		return profile.parent[current];
	case isFlipped ? 'ArrowDown' : 'ArrowUp':
		return drawnChildren(current)[0];
	case 'ArrowLeft':
		return siblings[place - 1];
	default:
		return siblings[place + 1];
	}
}
