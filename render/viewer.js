// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes the picture move: zoom, search, resize, and the state in the
 * address. The last of the viewer's files; embed.S puts them into one function,
 * so that nothing of theirs is seen outside of it.
 */

/* Only a page of its own may take keys and address for itself. */
const isPage = svg === document.documentElement;

/* The root keeps its place in the window when the picture grows or shrinks. */
function draw() {
	const hadFocus = graph.contains(document.activeElement);
	const height = Number(svg.getAttribute('height'));
	const scrolled = window.scrollY;

	drawFrames();
	if (isPage && Number(svg.getAttribute('height')) !== height)
		window.scrollTo(0, scrolled + svg.getAttribute('height') - height);
	placeControls();
	placeFacts();
	placeNotes();
	if (hadFocus)
		focusNode(rectOf.has(current) ? current : zoomed);
	else
		describe(null);
}

function zoomTo(node) {
	zoomed = node;
	current = node;
	visit = '';
	report();
	draw();
	remember();
}

function remember() {
	const state = new URLSearchParams();

	if (!isPage)
		return;
	if (zoomed)
		state.set('zoom', zoomed);
	if (pattern)
		state.set('search', pattern);
	if (pattern && !isCaseSensitive)
		state.set('case', 'any');
	if (pattern && !isRegex)
		state.set('as', 'text');
	try {
		history.replaceState(null, '', '#' + state);
	} catch (e) {
		/* Some browsers refuse it for files; the state is a comfort. */
	}
}

function restore() {
	const state = new URLSearchParams(isPage ? location.hash.slice(1) : '');
	const node = Number(state.get('zoom'));

	zoomed = profile.total[node] ? node : 0;
	current = zoomed;
	input.value = state.get('search') || '';
	isCaseSensitive = state.get('case') !== 'any';
	isRegex = state.get('as') !== 'text';
	isSearching = isSearching || Boolean(input.value);
	draw();
	setPattern(input.value);
}

function onResize() {
	const now = Math.max(svg.clientWidth || svg.getBoundingClientRect().width,
			     4 * PAD);

	if (now === width)
		return;
	width = now;
	draw();
}

function listen() {
	graph.addEventListener('click', (e) => {
		if (e.target.box && !e.target.box.pruned)
			zoomTo(e.target.box.node);
	});
	graph.addEventListener('pointerover', (e) => {
		if (!e.target.box)
			return;
		describe(e.target.box);
		showTip(e.target);
	});
	graph.addEventListener('pointerleave', () => describe(null));
	resetButton.addEventListener('click', () => zoomTo(0));
	(isPage ? document : svg).addEventListener('keydown', onKey);
	if (isFluid && window.ResizeObserver)
		new ResizeObserver(onResize).observe(svg);
	else if (isFluid)
		window.addEventListener('resize', onResize);
	if (!isPage)
		return;
	window.addEventListener('hashchange', restore);
	/* Over a tall graph the header stays in sight. */
	window.addEventListener('scroll', () => header.setAttribute('transform',
		`translate(0,${window.scrollY})`));
}

function start() {
	svg.setAttribute('role', 'group');
	svg.setAttribute('tabindex', 0);
	graph.classList.add('live');
	startHeader();
	startSearch();
	measureFont();
	if (isFluid) {
		svg.removeAttribute('viewBox');
		svg.setAttribute('width', '100%');
		width = Math.max(svg.clientWidth || width, 4 * PAD);
	}
	listen();
	restore();
	/* A tall graph opens where it begins, at the root. */
	if (isPage)
		window.scrollTo(0, svg.getAttribute('height'));
}

if (profile)
	start();
