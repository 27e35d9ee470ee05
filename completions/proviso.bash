# Completion of proviso for bash. What verbs and options there are, the program is asked itself (`proviso help`).

# _proviso_help PROGRAM [VERB...]: the lines of help that list something, without their two blanks in front.
_proviso_help() {
    "$1" help "${@:2}" 2>/dev/null | sed -n 's/^  \([-a-z]\)/\1/p'
}

# _proviso_verb PROGRAM WORD...: the verb that the words begin with, "" where they do not; two words before one.
_proviso_verb() {
    local verbs
    verbs=$(_proviso_help "$1" | sed 's/  .*//')
    if [ $# -gt 2 ] && grep -qx -- "$2 $3" <<<"$verbs"; then
        echo "$2 $3"
    elif [ $# -gt 1 ] && grep -qx -- "$2" <<<"$verbs"; then
        echo "$2"
    fi
}

# _proviso_value KIND CUR: what a value of this kind can be; the kind as help writes it.
_proviso_value() {
    case $1 in
    FILE* | A) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    DIR) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    ROLES) mapfile -t COMPREPLY < <(compgen -W 'admin counsel operator approver' -- "$2") ;;
    WORD) mapfile -t COMPREPLY < <(compgen -W 'criminal civil administrative statistical medical other' -- "$2") ;;
    esac
}

_proviso() {
    local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local words=("${COMP_WORDS[@]:1:COMP_CWORD - 1}") verb kind verbs
    COMPREPLY=()
    if [ "$previous" = -C ]; then
        _proviso_value DIR "$cur"
        return
    fi
    [ "${words[0]:-}" != -C ] || words=("${words[@]:2}")
    if [ "${words[0]:-}" = help ]; then
        words=("${words[@]:1}")
    else
        verb=$(_proviso_verb "$program" "${words[@]}")
    fi
    if [ -z "$verb" ]; then
        # the first word of a verb, or the second where the first is there
        verbs=$(_proviso_help "$program" | sed 's/  .*//')
        if [ ${#words[@]} -eq 0 ]; then
            verbs=$(cut -d ' ' -f 1 <<<"$verbs")
        elif [ ${#words[@]} -eq 1 ]; then
            verbs=$(awk -v first="${words[0]}" '$1 == first { print $2 }' <<<"$verbs")
        else
            return
        fi
        mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur" | sort -u)
        return
    fi
    # shellcheck disable=SC2086 # a verb may be two words
    kind=$(_proviso_help "$program" $verb | awk -v o="$previous" '$1 == o && $2 ~ /^[A-Z]+$/ { print $2 }')
    if [ -n "$kind" ]; then
        _proviso_value "$kind" "$cur"
    elif [[ $cur == -* ]]; then
        # shellcheck disable=SC2086
        mapfile -t COMPREPLY < <(compgen -W "$(_proviso_help "$program" $verb | sed -n 's/^\(-[-a-zA-Z]*\).*/\1/p')" -- "$cur")
    else
        # shellcheck disable=SC2086
        case $("$program" help $verb 2>/dev/null | sed -n '1s/.* //p') in
        *DIR) _proviso_value DIR "$cur" ;;
        *FILE* | *.csv* | PART*) _proviso_value FILE "$cur" ;;
        esac
    fi
}

complete -F _proviso proviso
