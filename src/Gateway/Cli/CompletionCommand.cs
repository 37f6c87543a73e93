using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway completion</c>: a script that has the shell ask the gateway what may come next.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "The shell that reads the script." };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.ByShell.Keys]);
        var command = new Command("completion", "Print a script that completes commands and options of the gateway in a shell.") { shell };
        command.SetAction(result => Console.Out.Write(CompletionScripts.ByShell[result.GetValue(shell)!]));
        return command;
    }
}
