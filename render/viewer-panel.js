// SPDX-License-Identifier: GPL-2.0-only
/* The viewer's panel: what lies over the picture for a while, one at a time. */

const PANEL_WIDTH = 420;
const PANEL_HEIGHT = 560;

const panel = make('foreignObject', { class: 'panel hidden', y: HEADER - 4 });

let openedBy = null;			/* what has the focus again afterwards */

function isPanelOpen() {
	return !panel.classList.contains('hidden');
}

function placePanel() {
	const wide = Math.min(PANEL_WIDTH, width - 2 * PAD);
	const high = isPage ? window.innerHeight - HEADER - PAD : PANEL_HEIGHT;

	panel.setAttribute('x', width - PAD - wide);
	panel.setAttribute('width', wide);
	panel.setAttribute('height', Math.max(Math.min(high, PANEL_HEIGHT), 2 * row));
}

function openPanel(label, ...children) {
	const sheet = html('div', { role: 'dialog', 'aria-label': label, tabindex: -1,
				    class: 'sheet' }, ...children);

	if (!isPanelOpen())
		openedBy = document.activeElement;
	panel.dataset.shows = label;
	panel.replaceChildren(sheet);
	panel.classList.remove('hidden');
	svg.classList.add('covered');
	placePanel();
	(sheet.querySelector('button, textarea') || sheet).focus();
}

function closePanel() {
	const back = svg.contains(openedBy) ? openedBy : svg;

	panel.classList.add('hidden');
	svg.classList.remove('covered');
	panel.replaceChildren();
	back.focus({ preventScroll: true });
}

function togglePanel(label, makeChildren) {
	if (isPanelOpen() && panel.dataset.shows === label)
		closePanel();
	else
		openPanel(label, ...makeChildren());
}

function startPanel() {
	header.append(panel);
	/* A click elsewhere closes it, and does no more than that. */
	svg.addEventListener('click', (e) => {
		if (!isPanelOpen() || panel.contains(e.target) ||
		    controls.contains(e.target))
			return;
		e.stopPropagation();
		closePanel();
	}, true);
}
