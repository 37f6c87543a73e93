namespace Gateway.Cli;

/// <summary>
/// Scripts for shells. Each asks <c>gateway "[suggest:POSITION]" LINE</c>, which System.CommandLine answers with one word a line, and
/// leaves the names of files to the shell when there is no answer.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyDictionary<string, string> ByShell { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["bash"] = """
            _gateway_complete() {
              local word
              COMPREPLY=()
              while IFS= read -r word; do
                [[ $word == "$2"* ]] && COMPREPLY+=("$word")
              done < <("$1" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            }
            complete -o bashdefault -o default -F _gateway_complete gateway

            """,
        ["fish"] = """
            function __gateway_complete
                set -l line (commandline -cp | string collect)
                gateway "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
            end
            complete -c gateway -a '(__gateway_complete)'

            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName gateway -ScriptBlock {
                param($word, $line, $position)
                & gateway "[suggest:$position]" "$line".PadRight($position) 2>$null |
                    Where-Object { $_ -like "$word*" } |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }

            """,
        ["zsh"] = """
            #compdef gateway
            _gateway() {
              local -a words_found
              words_found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              words_found=(${words_found:#})
              if (( $#words_found )); then compadd -a words_found; else _files; fi
            }
            compdef _gateway gateway

            """,
    };
}
