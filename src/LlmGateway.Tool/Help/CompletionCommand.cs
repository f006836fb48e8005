using System.CommandLine;

namespace LlmGateway.Tool.Help;

/// <summary><c>llm-gateway completion</c>: scripts by which shells ask this very program what may come next.</summary>
internal static class CompletionCommand
{
    private static readonly Argument<string> Shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    public static Command Create()
    {
        Shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Prints a script that completes llm-gateway's commands and options in a shell.") { Shell };
        command.SetAction(arguments => Console.Out.Write(ScriptOf(arguments.GetValue(Shell)!).ReplaceLineEndings("\n")));
        return command;
    }

    internal static string ScriptOf(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };

    // Where nothing of ours fits, "-o default" completes files.
    private const string Bash = """
        _llm_gateway() {
          local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
          COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${word}"))
        }
        complete -o default -F _llm_gateway llm-gateway

        """;

    private const string Zsh = """
        #compdef llm-gateway
        _llm_gateway() {
          local -a found
          found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          if [[ -n "${found[*]}" ]]; then compadd -a found; else _files; fi
        }
        compdef _llm_gateway llm-gateway

        """;

    private const string Fish = """
        function __llm_gateway_complete
          set -l line (commandline -cp)
          llm-gateway "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c llm-gateway -a '(__llm_gateway_complete)'

        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName llm-gateway -ScriptBlock {
          param($wordToComplete, $commandAst, $cursorPosition)
          $line = $commandAst.ToString().PadRight($cursorPosition)
          llm-gateway "[suggest:$cursorPosition]" $line | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }

        """;
}
