// SPDX-License-Identifier: GPL-2.0-only
/* An ELF file or image, for reading: headers through libelf, contents by pread. */
#define _GNU_SOURCE
#include "symbols/elffile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HOST_DATA ELFDATA2LSB
#else
#define HOST_DATA ELFDATA2MSB
#endif

/* Longer notes are not where a build-id is. */
#define NOTES_MAX ((uint64_t)1 << 20)

static int check_header(struct elffile *f, struct err *err)
{
	GElf_Ehdr ehdr;

	if (!f->elf || elf_kind(f->elf) != ELF_K_ELF)
		return err_set(err, ENOEXEC, "not an ELF file");
	if (!gelf_getehdr(f->elf, &ehdr))
		return err_set(err, EINVAL, "damaged ELF header");
	if (ehdr.e_ident[EI_DATA] != HOST_DATA)
		return err_set(err, EINVAL, "an ELF file of the other byte order");
	return 0;
}

int elffile_open(struct elffile *f, int fd, struct err *err)
{
	struct stat st;
	int ret;

	if (fstat(fd, &st))
		return err_set_errno(err, errno, "cannot be read");
	elf_version(EV_CURRENT);
	*f = (struct elffile){
		.elf = elf_begin(fd, ELF_C_READ, NULL),
		.fd = fd,
		.size = (uint64_t)st.st_size,
	};
	ret = check_header(f, err);
	if (ret) {
		elf_end(f->elf);
		*f = (struct elffile){ .fd = -1 };
	}
	return ret;
}

int elffile_open_image(struct elffile *f, void *image, size_t size,
		       struct err *err)
{
	int ret;

	elf_version(EV_CURRENT);
	*f = (struct elffile){
		.elf = elf_memory(image, size),
		.fd = -1,
		.image = image,
		.size = size,
	};
	ret = check_header(f, err);
	if (ret) {
		elf_end(f->elf);
		*f = (struct elffile){ .fd = -1 };
	}
	return ret;
}

void elffile_close(struct elffile *f)
{
	if (!f->elf)
		return;
	elf_end(f->elf);
	if (f->fd >= 0)
		close(f->fd);
	free(f->image);
	*f = (struct elffile){ .fd = -1 };
}

bool elffile_contains(const struct elffile *f, uint64_t offset, uint64_t len)
{
	return offset <= f->size && len <= f->size - offset;
}

int elffile_read(const struct elffile *f, uint64_t offset, void *buf,
		 size_t len)
{
	size_t done = 0;
	ssize_t n;

	if (!elffile_contains(f, offset, len))
		return -EINVAL;
	if (f->image) {
		memcpy(buf, (const char *)f->image + offset, len);
		return 0;
	}
	while (done < len) {
		n = pread(f->fd, (char *)buf + done, len - done,
			  (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EINVAL;
		done += (size_t)n;
	}
	return 0;
}

bool elffile_string(const struct elffile *f, uint64_t offset, uint64_t end,
		    char *buf, size_t room)
{
	size_t len = room - 1;

	if (end > f->size)
		end = f->size;
	if (offset >= end)
		return false;
	if (len > end - offset)
		len = end - offset;
	buf[len] = '\0';
	return !elffile_read(f, offset, buf, len);
}

bool elffile_strings(const struct elffile *f, size_t index, GElf_Shdr *shdr)
{
	Elf_Scn *scn = elf_getscn(f->elf, index);

	return scn && gelf_getshdr(scn, shdr) && shdr->sh_type == SHT_STRTAB &&
	       elffile_contains(f, shdr->sh_offset, shdr->sh_size);
}

bool elffile_section_name(const struct elffile *f, const GElf_Shdr *shdr,
			  char *buf, size_t room)
{
	GElf_Shdr names;
	size_t index;

	if (elf_getshdrstrndx(f->elf, &index) ||
	    !elffile_strings(f, index, &names) ||
	    shdr->sh_name >= names.sh_size)
		return false;
	return elffile_string(f, names.sh_offset + shdr->sh_name,
			      names.sh_offset + names.sh_size, buf, room);
}

bool elffile_section(const struct elffile *f, const char *name,
		     GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;
	char text[32];

	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, shdr) &&
		    elffile_section_name(f, shdr, text, sizeof(text)) &&
		    !strcmp(text, name))
			return true;
	return false;
}

/* Look for the build-id among the notes that @size bytes at @offset hold. */
static bool search_notes(const struct elffile *f, uint64_t offset,
			 uint64_t size, uint64_t align, struct build_id *id)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;
	Elf_Data *data;

	if (!size || size > NOTES_MAX || !elffile_contains(f, offset, size))
		return false;
	data = elf_getdata_rawchunk(f->elf, (int64_t)offset, size,
				    align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	while (data && (at = gelf_getnote(data, at, &note, &name, &desc))) {
		if (note.n_type != NT_GNU_BUILD_ID ||
		    note.n_namesz != sizeof(ELF_NOTE_GNU) ||
		    memcmp((char *)data->d_buf + name, ELF_NOTE_GNU,
			   sizeof(ELF_NOTE_GNU)) ||
		    !note.n_descsz || note.n_descsz > sizeof(id->bytes))
			continue;
		id->size = (uint8_t)note.n_descsz;
		memcpy(id->bytes, (char *)data->d_buf + desc, note.n_descsz);
		return true;
	}
	return false;
}

static bool search_segments(const struct elffile *f, struct build_id *id)
{
	GElf_Phdr phdr;
	size_t i, nr;

	if (elf_getphdrnum(f->elf, &nr))
		return false;
	for (i = 0; i < nr; i++)
		if (gelf_getphdr(f->elf, (int)i, &phdr) &&
		    phdr.p_type == PT_NOTE &&
		    search_notes(f, phdr.p_offset, phdr.p_filesz, phdr.p_align,
				 id))
			return true;
	return false;
}

/* Sections first: a debug file's program headers are those of its program. */
bool elffile_build_id(const struct elffile *f, struct build_id *id)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;

	id->size = 0;
	while ((scn = elf_nextscn(f->elf, scn)))
		if (gelf_getshdr(scn, &shdr) && shdr.sh_type == SHT_NOTE &&
		    search_notes(f, shdr.sh_offset, shdr.sh_size,
				 shdr.sh_addralign, id))
			return true;
	return search_segments(f, id);
}
