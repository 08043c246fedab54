// SPDX-License-Identifier: GPL-2.0-only
/* flamek.ko: loaded, or to be loaded, of which version, and whether it may be. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/flamek.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor/doctor.h"
#include "mem.h"
#include "symbols/elffile.h"

#define DEVICE "/dev/" FLAMEK_DEVICE_NAME
#define EFI_SECURE_BOOT \
	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define MODINFO_MAX 65536

static void check_device(struct doctor *d)
{
	char *path = doctor_path(d, "%s", DEVICE);

	if (!access(path, R_OK | W_OK)) {
		doctor_add(d, DOCTOR_OK, "device", DEVICE " may be opened");
	} else if (errno == EACCES || errno == EPERM) {
		doctor_add(d, DOCTOR_FATAL, "device",
			   "no permission to open " DEVICE);
		doctor_remedy(d, "run as root, or become a member of the group that may open it");
	} else {
		doctor_add(d, DOCTOR_FATAL, "device", DEVICE ": %s",
			   strerror(errno));
		doctor_remedy(d, "rmmod flamek, then modprobe flamek, with devtmpfs on /dev");
	}
	free(path);
}

static void check_loaded(struct doctor *d)
{
	char version[64] = "unknown";

	doctor_read(d, "/sys/module/flamek/version", version, sizeof(version));
	if (!strcmp(version, FLAMEK_VERSION)) {
		doctor_add(d, DOCTOR_OK, "module", "flamek.ko %s is loaded",
			   version);
		return;
	}
	doctor_add(d, DOCTOR_PROBLEM, "module",
		   "flamek.ko %s is loaded, but flamekctl is %s", version,
		   FLAMEK_VERSION);
	doctor_remedy(d, "rmmod flamek, and load the one that came with flamekctl");
}

/* What modprobe would find. Return: a path to be freed, or NULL. */
static char *find_installed(const struct doctor *d)
{
	char *dir = mem_printf("/lib/modules/%s", d->uts.release);
	char *list = mem_printf("%s/modules.dep", dir), *found = NULL;
	FILE *file = doctor_open(d, list);
	char line[4096];

	while (file && !found && fgets(line, sizeof(line), file)) {
		line[strcspn(line, ":\n")] = '\0';
		if (strstr(line, "/flamek.ko"))
			found = doctor_path(d, "%s/%s", dir, line);
	}
	if (file)
		fclose(file);
	free(list);
	free(dir);
	return found;
}

/* Of a source tree, where flamekctl lies in build/. */
static char *find_built(void)
{
	char self[PATH_MAX], *slash, *path;
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (len <= 0)
		return NULL;
	self[len] = '\0';
	slash = strrchr(self, '/');
	path = mem_printf("%.*s/../kmod/flamek.ko", (int)(slash - self), self);
	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

/* The kernel that a module was built for. Return: whether it says so. */
static bool read_release(const char *path, char *release, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *info = NULL, *found = NULL;
	struct elffile f;
	GElf_Shdr shdr;

	if (fd < 0)
		return false;
	if (elffile_open(&f, fd, NULL)) {
		close(fd);
		return false;
	}
	if (elffile_section(&f, ".modinfo", &shdr) &&
	    shdr.sh_size && shdr.sh_size < MODINFO_MAX) {
		info = mem_alloc(shdr.sh_size + 1, 1);
		if (!elffile_read(&f, shdr.sh_offset, info, shdr.sh_size))
			found = memmem(info, shdr.sh_size, "vermagic=",
				       strlen("vermagic="));
	}
	if (found) {
		found += strlen("vermagic=");
		snprintf(release, size, "%.*s", (int)strcspn(found, " "),
			 found);
	}
	free(info);
	elffile_close(&f);
	return found;
}

static void check_unloaded(struct doctor *d)
{
	char *installed = find_installed(d);
	char *path = installed ? installed : find_built();
	char release[128];

	if (!path) {
		doctor_add(d, DOCTOR_FATAL, "module",
			   "flamek.ko is not loaded, and there is none for Linux %s",
			   d->uts.release);
		doctor_remedy(d, "build it with the headers of this kernel: make && make install, or make dkms");
	} else if (read_release(path, release, sizeof(release)) &&
		   strcmp(release, d->uts.release)) {
		doctor_add(d, DOCTOR_FATAL, "module",
			   "flamek.ko is not loaded, and %s was built for Linux %s",
			   path, release);
		doctor_remedy(d, "build it with the headers of Linux %s",
			      d->uts.release);
	} else {
		doctor_add(d, DOCTOR_FATAL, "module", "flamek.ko is not loaded");
		doctor_remedy(d, installed ? "modprobe flamek" : "insmod %s",
			      path);
	}
	free(path);
}

/* The one of "[none] integrity confidentiality" that holds. */
static void read_lockdown(const struct doctor *d, char mode[32])
{
	char line[128], *start;

	strcpy(mode, "none");
	if (!doctor_read(d, "/sys/kernel/security/lockdown", line,
			 sizeof(line)))
		return;
	start = strchr(line, '[');
	if (start)
		snprintf(mode, 32, "%.*s", (int)strcspn(start + 1, "]"),
			 start + 1);
}

/* Four bytes of attributes, then whether it is on. */
static bool has_secure_boot(const struct doctor *d)
{
	FILE *file = doctor_open(d, EFI_SECURE_BOOT);
	char bytes[5] = { 0 };
	bool is_on;

	if (!file)
		return false;
	is_on = fread(bytes, 1, sizeof(bytes), file) == sizeof(bytes) &&
		bytes[4] == 1;
	fclose(file);
	return is_on;
}

static bool has_signatures_only(const struct doctor *d, const char *lockdown)
{
	char enforce[8];

	return strcmp(lockdown, "none") ||
	       (doctor_read(d, "/sys/module/module/parameters/sig_enforce",
			    enforce, sizeof(enforce)) && enforce[0] == 'Y');
}

static void check_locks(struct doctor *d, bool is_loaded)
{
	const bool is_secure = has_secure_boot(d);
	char lockdown[32], disabled[8];

	read_lockdown(d, lockdown);
	if (is_loaded) {
		doctor_add(d, DOCTOR_OK, "lockdown",
			   "%s, Secure Boot %s; the module is loaded already",
			   lockdown, is_secure ? "on" : "off");
		return;
	}
	if (doctor_read(d, "/proc/sys/kernel/modules_disabled", disabled,
			sizeof(disabled)) && disabled[0] == '1') {
		doctor_add(d, DOCTOR_FATAL, "lockdown",
			   "no module can be loaded any more");
		doctor_remedy(d, "reboot without kernel.modules_disabled=1");
	} else if (has_signatures_only(d, lockdown)) {
		doctor_add(d, DOCTOR_PROBLEM, "lockdown",
			   "%s, Secure Boot %s: only signed modules can be loaded",
			   lockdown, is_secure ? "on" : "off");
		doctor_remedy(d, "sign flamek.ko with a key that is enrolled (mokutil --import), or switch Secure Boot off");
	} else {
		doctor_add(d, DOCTOR_OK, "lockdown", "%s, Secure Boot %s",
			   lockdown, is_secure ? "on" : "off");
	}
}

void doctor_check_module(struct doctor *d)
{
	char *path = doctor_path(d, "/sys/module/flamek");
	const bool is_loaded = !access(path, F_OK);

	free(path);
	if (is_loaded) {
		check_loaded(d);
		check_device(d);
	} else {
		check_unloaded(d);
	}
	check_locks(d, is_loaded);
}
