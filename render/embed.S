/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The viewer's files become read-only data by .incbin, which gcc's and clang's
 * assemblers both know; no generator, no intermediate file. The paths are
 * relative to the top of the source tree, where make runs the compiler. The
 * compiler's -MMD does not see them, so the Makefile names them as prerequisites.
 *
 * The scripts share one function's scope, in this order.
 */
	.section .rodata

	.globl embed_viewer_css, embed_viewer_css_size
embed_viewer_css:
	.incbin "render/viewer.css"
.Lcss_end:
	.balign	4
embed_viewer_css_size:
	.long	.Lcss_end - embed_viewer_css

	.globl embed_viewer_js, embed_viewer_js_size
embed_viewer_js:
	.ascii "(function () {\n'use strict';\n\n"
	.incbin "render/viewer-text.js"
	.incbin "render/viewer-profile.js"
	.incbin "render/viewer-tree.js"
	.incbin "render/viewer-views.js"
	.incbin "render/viewer-reverse.js"
	.incbin "render/viewer-draw.js"
	.incbin "render/viewer-small.js"
	.incbin "render/viewer-change.js"
	.incbin "render/viewer-shape.js"
	.incbin "render/viewer-header.js"
	.incbin "render/viewer-canvas.js"
	.incbin "render/viewer-details.js"
	.incbin "render/viewer-select.js"
	.incbin "render/viewer-search.js"
	.incbin "render/viewer-focus.js"
	.incbin "render/viewer-panel.js"
	.incbin "render/viewer-theme.js"
	.incbin "render/viewer-menu.js"
	.incbin "render/viewer-table.js"
	.incbin "render/viewer-state.js"
	.incbin "render/viewer-keys.js"
	.incbin "render/viewer.js"
	.ascii "})();\n"
.Ljs_end:
	.balign	4
embed_viewer_js_size:
	.long	.Ljs_end - embed_viewer_js

	.section .note.GNU-stack, "", %progbits
