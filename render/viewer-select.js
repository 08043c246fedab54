// SPDX-License-Identifier: GPL-2.0-only
/*
 * Selecting texts by the mouse: labels, and what the details tell. What is copied
 * of a text that is cut short is all of it.
 */

/* Whether there is selected text in an element. */
function isSelectedIn(element) {
	const selection = window.getSelection();

	return !selection.isCollapsed && element.contains(selection.anchorNode);
}

/* The name in the details, for the browser's own copying. */
function selectName() {
	const name = details.querySelector('.strong');

	if (name)
		window.getSelection().selectAllChildren(name);
}

function onCopy(e) {
	const selection = window.getSelection();
	const node = selection.anchorNode;
	const text = node && (node.wholeText ? node.parentNode : node);

	if (!text || !text.whole || String(selection) !== text.firstChild.data)
		return;
	e.clipboardData.setData('text/plain', text.whole);
	e.preventDefault();
}
