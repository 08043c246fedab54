// SPDX-License-Identifier: GPL-2.0-only
#include "html.h"

#include "embed.h"
#include "sha256.h"
#include "text.h"

static void write_base64(FILE *out, const uint8_t *data, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < size; i += 3) {
		uint32_t bits = (uint32_t)data[i] << 16;

		bits |= i + 1 < size ? (uint32_t)data[i + 1] << 8 : 0;
		bits |= i + 2 < size ? data[i + 2] : 0;
		putc(digits[bits >> 18], out);
		putc(digits[bits >> 12 & 63], out);
		putc(i + 1 < size ? digits[bits >> 6 & 63] : '=', out);
		putc(i + 2 < size ? digits[bits & 63] : '=', out);
	}
}

static void write_source(FILE *out, const char *directive, const char *text,
			 size_t size)
{
	uint8_t digest[SHA256_SIZE];

	sha256(text, size, digest);
	fprintf(out, "; %s 'sha256-", directive);
	write_base64(out, digest, sizeof(digest));
	putc('\'', out);
}

static void write_policy(const struct svg *svg)
{
	fputs("<meta http-equiv=\"Content-Security-Policy\" content=\""
	      "default-src 'none'; base-uri 'none'; form-action 'none'",
	      svg->out);
	if (svg_has_viewer(svg))
		write_source(svg->out, "script-src", embed_viewer_js,
			     embed_viewer_js_size);
	write_source(svg->out, "style-src", svg->style, svg->style_size);
	fputs("\"/>\n", svg->out);
}

void html_begin(const struct svg *svg)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\"", svg->out);
	svg_write_classes(svg);
	fputs(">\n<head>\n<meta charset=\"utf-8\"/>\n", svg->out);
	write_policy(svg);
	fputs("<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>",
	      svg->out);
	text_write(svg->out, svg->options->title);
	fputs("</title>\n</head>\n<body>\n", svg->out);
}

void html_end(const struct svg *svg)
{
	fputs("</body>\n</html>\n", svg->out);
}
