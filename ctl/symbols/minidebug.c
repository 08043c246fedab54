// SPDX-License-Identifier: GPL-2.0-only
/* Mini-debuginfo, unpacked into memory. */
#include "symbols/minidebug.h"

#include <errno.h>
#include <lzma.h>
#include <stdlib.h>

#include "mem.h"

#define CHUNK 65536
/* Of real programs the largest take a tenth of either. */
#define UNPACKED_MAX ((size_t)128 << 20)
#define DECODER_MAX ((uint64_t)128 << 20)

/* What has been unpacked so far. */
struct image {
	uint8_t *bytes;
	size_t size, room;
};

/* Unpack all that the decoder has been given. Return: as lzma_code(). */
static lzma_ret unpack(lzma_stream *xz, struct image *image, lzma_action action)
{
	lzma_ret ret;

	do {
		image->bytes = mem_grow(image->bytes, image->size,
					&image->room, 1);
		xz->next_out = image->bytes + image->size;
		xz->avail_out = image->room - image->size;
		ret = lzma_code(xz, action);
		image->size = image->room - xz->avail_out;
		if (image->size >= UNPACKED_MAX)
			return LZMA_MEMLIMIT_ERROR;
	} while (ret == LZMA_OK && !xz->avail_out);
	return ret;
}

static lzma_ret unpack_section(lzma_stream *xz, struct image *image,
			       const struct elffile *f, const GElf_Shdr *shdr)
{
	uint64_t offset = shdr->sh_offset, left = shdr->sh_size;
	uint8_t *chunk = mem_alloc(1, CHUNK);
	lzma_ret ret = LZMA_OK;
	size_t len;

	for (; left && ret == LZMA_OK; left -= len, offset += len) {
		len = left < CHUNK ? left : CHUNK;
		if (elffile_read(f, offset, chunk, len)) {
			ret = LZMA_DATA_ERROR;
			break;
		}
		xz->next_in = chunk;
		xz->avail_in = len;
		ret = unpack(xz, image, LZMA_RUN);
	}
	if (ret == LZMA_OK)
		ret = unpack(xz, image, LZMA_FINISH);
	free(chunk);
	return ret;
}

static int unpack_image(struct image *image, const struct elffile *f,
			const GElf_Shdr *shdr, struct err *err)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	lzma_ret ret = lzma_stream_decoder(&xz, DECODER_MAX, 0);

	if (ret == LZMA_OK)
		ret = unpack_section(&xz, image, f, shdr);
	lzma_end(&xz);
	if (ret == LZMA_STREAM_END)
		return 0;
	if (ret == LZMA_MEMLIMIT_ERROR || ret == LZMA_MEM_ERROR)
		return err_set(err, EFBIG, "its .gnu_debugdata unpacks to too much");
	return err_set(err, EINVAL, "its .gnu_debugdata is damaged");
}

int minidebug_open(struct elffile *mini, const struct elffile *program,
		   struct err *err)
{
	struct image image = { 0 };
	struct err why = { "" };
	GElf_Shdr shdr;
	int ret;

	if (!elffile_section(program, ".gnu_debugdata", &shdr))
		return -ENOENT;
	if (shdr.sh_type != SHT_PROGBITS ||
	    !elffile_contains(program, shdr.sh_offset, shdr.sh_size))
		return err_set(err, EINVAL, "its .gnu_debugdata is damaged");
	ret = unpack_image(&image, program, &shdr, err);
	if (!ret) {
		image.bytes = mem_resize(image.bytes, image.size, 1);
		if (elffile_open_image(mini, image.bytes, image.size, &why))
			ret = err_set(err, EINVAL,
				      "its .gnu_debugdata holds %s", why.text);
	}
	if (ret)
		free(image.bytes);
	return ret;
}
