/**
 * Scripts that shells read. Each asks `pagoda __complete WORD…` for what may stand in place of the last word: one
 * candidate a line, with a description behind a tab. The command is called by the name under which it was typed, so that
 * `./pagoda` completes too.
 */
export const COMPLETION_SCRIPTS: Record<string, string> = {
  bash: `# Completion of pagoda for bash: source <(pagoda completion bash)
_pagoda() {
  local IFS=$'\\n'
  local found
  found=$("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)
  COMPREPLY=($(compgen -W "$found" -- "\${COMP_WORDS[COMP_CWORD]}"))
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -o default -F _pagoda pagoda
`,
  zsh: `#compdef pagoda
# Completion of pagoda for zsh: source <(pagoda completion zsh), or in a folder of $fpath as _pagoda
_pagoda() {
  local -a found closed open
  local line shown
  found=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${found[@]}"; do
    [[ -n $line ]] || continue
    shown="\${\${line%%$'\\t'*}//:/\\\\:}\${\${(M)line%$'\\t'*}/$'\\t'/:}"
    if [[ \${line%%$'\\t'*} == *= ]]; then open+=("$shown"); else closed+=("$shown"); fi
  done
  if (( \${#closed} + \${#open} )); then
    _describe pagoda closed -- open -S ''
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _pagoda ]]; then _pagoda "$@"; else compdef _pagoda pagoda; fi
`,
  fish: `# Completion of pagoda for fish: pagoda completion fish | source
function __pagoda_complete
  set -l words (commandline -opc)
  set -l found ($words[1] __complete -- $words[2..] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c pagoda -f -a '(__pagoda_complete)'
`,
};
