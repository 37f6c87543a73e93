using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway reload</c>: has a running gateway read its configuration again, and says what came of it.</summary>
internal static class ReloadCommand
{
    private const int DefaultSeconds = 60;

    public static Command Create()
    {
        var command = new Command("reload", "Have a running gateway read its configuration again. Exit code 0: the new one serves, 1: it was refused and the old one serves on, 3: the gateway could not be asked.");
        var options = new AdminListenerOptions(command, "admin:reload", DefaultSeconds);
        command.SetAction((result, cancellation) => ReloadCall.RunAsync(() => options.Find(result), options.Timeout(result), options.Authority(result), cancellation));
        return command;
    }
}
