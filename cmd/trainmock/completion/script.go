package completion

import (
	"maps"
	"slices"
)

// Shells returns the names of the shells that there are scripts for.
func Shells() []string { return slices.Sorted(maps.Keys(scripts)) }

// Script returns the script of a shell, and reports whether there is one. The script asks trainmock completion
// --complete for the words.
func Script(shell string) (string, bool) {
	text, ok := scripts[shell]
	return text, ok
}

var scripts = map[string]string{
	// readline splits words at = and :, so the script takes the line up to the cursor apart itself. Without words, bash
	// offers files.
	"bash": `_trainmock() {
  local line="${COMP_LINE:0:COMP_POINT}" words typed word
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  typed="${words[${#words[@]}-1]}"
  local cut="${typed%"${COMP_WORDS[COMP_CWORD]}"}"
  [[ ${COMP_WORDS[COMP_CWORD]} == "=" ]] && cut="$typed"
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -n $word ]] && COMPREPLY+=("${word#"$cut"}")
  done < <("${words[0]}" completion --complete -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _trainmock trainmock
`,
	"zsh": `#compdef trainmock
_trainmock() {
  local -a found
  found=("${(@f)$("${words[1]}" completion --complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "${found[*]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
if [[ "${funcstack[1]}" == _trainmock ]]; then
  _trainmock "$@"
else
  compdef _trainmock trainmock
fi
`,
	"fish": `function __trainmock_complete
  set -l line (commandline -opc) (commandline -ct)
  set -l found ($line[1] completion --complete -- $line[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c trainmock -f -a '(__trainmock_complete)'
`,
}
