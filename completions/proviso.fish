# Completion of proviso for fish. What verbs and options there are, the program is asked itself (`proviso help`).

# The words behind `proviso`, without -C DIR and the one under the cursor.
function __proviso_before
    set -l words (commandline -opc)
    set -e words[1]
    if test (count $words) -ge 2; and test "$words[1]" = -C
        set -e words[1..2]
    end
    test (count $words) -eq 0; or printf '%s\n' $words
end

# The verb that stands there: two words before one; fails where there is none yet.
function __proviso_verb
    set -l words (__proviso_before)
    set -l verbs (proviso help 2>/dev/null | string match -r '^  [a-z].*' | string replace -r '^  (.*?)  .*' '$1')
    if test (count $words) -ge 2; and contains -- "$words[1] $words[2]" $verbs
        echo "$words[1] $words[2]"
    else if test (count $words) -ge 1; and test "$words[1]" != help; and contains -- "$words[1]" $verbs
        echo "$words[1]"
    else
        return 1
    end
end

# The next word of a verb, with what it does.
function __proviso_words
    set -l words (__proviso_before)
    if test "$words[1]" = help
        set -e words[1]
    end
    for line in (proviso help 2>/dev/null | string match -r '^  [a-z].*')
        set -l name (string replace -r '^  (.*?)  .*' '$1' -- $line)
        set -l what (string replace -r '^  .*?  +(.*)' '$1' -- $line)
        set -l parts (string split ' ' -- $name)
        if test (count $words) -eq 0
            test (count $parts) -eq 1; and printf '%s\t%s\n' $name $what; or printf '%s\t%s ...\n' $parts[1] $name
        else if test (count $words) -eq 1; and test "$words[1]" = "$parts[1]"; and test (count $parts) -eq 2
            printf '%s\t%s\n' $parts[2] $what
        end
    end
end

function __proviso_help
    proviso help (string split ' ' -- (__proviso_verb)) 2>/dev/null
end

function __proviso_options
    __proviso_help | string match -r '^  -.*' | string replace -r '^  (-\S+)(?: [A-Z/]+)? +(.*)' '$1\t$2' | string replace '\t' \t
end

# True where the word before the cursor is an option that takes a value of this kind.
function __proviso_wants
    set -l last (commandline -opc)[-1]
    string match -qr -- '^-' $last; or return 1
    __proviso_help | string match -qr -- "^  $last ($argv[1])  "
end

# True where the verb takes a file or a folder as its argument.
function __proviso_argument
    __proviso_verb >/dev/null; and __proviso_help | head -n 1 | string match -qr -- $argv[1]
end

complete -c proviso -f
complete -c proviso -n 'not __proviso_verb >/dev/null' -a '(__proviso_words)'
complete -c proviso -n '__proviso_verb >/dev/null; and string match -q -- "-*" (commandline -ct)' -a '(__proviso_options)'
complete -c proviso -n '__proviso_wants "FILE|A"; or __proviso_argument "FILE|[.]csv"' -F
complete -c proviso -n '__proviso_wants DIR; or __proviso_argument "DIR\$"; or test (commandline -opc)[-1] = -C' \
    -a '(__fish_complete_directories (commandline -ct))'
complete -c proviso -n '__proviso_wants ROLES' -a 'admin counsel operator approver'
