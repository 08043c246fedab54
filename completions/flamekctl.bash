# SPDX-License-Identifier: GPL-2.0-only
# Completion of flamekctl for bash. Options come from each command's --help, so
# that there is no second list of them.

_flamekctl_options()
{
	"$1" "$2" --help 2>/dev/null |
		sed -nE 's/^ +((-[a-zA-Z]), )?(--[a-z-]+).*/\2 \3/p'
}

# Directories, and files that end as said.
_flamekctl_files()
{
	local suffix

	compopt -o filenames
	mapfile -t COMPREPLY < <(
		compgen -d -- "$cur"
		for suffix in "$@"; do
			compgen -f -X "!*.$suffix" -- "$cur"
		done
	)
}

_flamekctl()
{
	local cur=$2 prev=$3 command=${COMP_WORDS[1]} i

	COMPREPLY=()
	if [[ $COMP_CWORD -eq 1 ]]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"record render fold doctor status help --help --version" -- "$cur")
		return
	fi
	if [[ $command == record ]]; then
		for ((i = 2; i < COMP_CWORD; i++)); do
			if [[ ${COMP_WORDS[i]} == -- ]]; then
				COMPREPLY=()
				compopt -o bashdefault -o default
				return
			fi
		done
	fi
	case $prev in
	-o | --output)
		_flamekctl_files svg html folded data
		return
		;;
	--before)
		_flamekctl_files folded data svg html
		return
		;;
	--format)
		local forms="svg html"

		[[ $command == render ]] || forms+=" folded data"
		mapfile -t COMPREPLY < <(compgen -W "$forms" -- "$cur")
		return
		;;
	--encoding)
		mapfile -t COMPREPLY < <(compgen -W "utf-8" -- "$cur")
		return
		;;
	--nameattr)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--stats)
		mapfile -t COMPREPLY < <(compgen -W "json json:" -- "$cur")
		return
		;;
	-p | --pid)
		mapfile -t COMPREPLY < <(compgen -W "$(ps -e -o pid= 2>/dev/null)" -- "$cur")
		return
		;;
	help)
		mapfile -t COMPREPLY < <(compgen -W "record render fold doctor status" \
			-- "$cur")
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W \
			"$(_flamekctl_options "$1" "$command")" -- "$cur")
		return
	fi
	case $command in
	render | fold)
		_flamekctl_files folded data svg html
		;;
	record)
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		;;
	esac
}

complete -F _flamekctl flamekctl
