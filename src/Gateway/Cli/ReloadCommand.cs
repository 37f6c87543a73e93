using System.CommandLine;

namespace Gateway.Cli;

/// <summary><c>gateway reload</c>: has a running gateway read its configuration again, and says what came of it.</summary>
internal static class ReloadCommand
{
    private const int DefaultSeconds = 60;

    public static Command Create()
    {
        var config = ConfigOption.Create();
        var url = OperatorOptions.Url("Admin");
        var timeout = OperatorOptions.Timeout(DefaultSeconds);
        var keyFile = new Option<string?>("--admin-key-file") { Description = "The file that holds a key with the scope admin:reload.", HelpName = "PATH" };
        var keyVariable = new Option<string>("--admin-key-env")
        {
            // Not the key itself: command lines are visible to everybody on a machine.
            Description = "The environment variable that holds the key.",
            DefaultValueFactory = static _ => "GATEWAY_ADMIN_KEY",
            HelpName = "NAME",
        };
        var header = new Option<string?>("--key-header") { Description = "The header that carries the key. Default: that of the configuration; with --url X-Api-Key.", HelpName = "NAME" };
        var authority = new Option<string?>("--cacert") { Description = "The authorities (PEM) that may have issued the listener's certificate. Default: the system's.", HelpName = "PATH" };
        var command = new Command("reload", "Have a running gateway read its configuration again. Exit code 0: the new one serves, 1: it was refused and the old one serves on, 3: the gateway could not be asked.")
        {
            config, url, keyFile, keyVariable, header, authority, timeout,
        };
        command.SetAction((result, cancellation) => ReloadCall.RunAsync(
            () => ReloadTarget.Find(result.GetValue(url), result.GetValue(config)!, result.GetValue(header), result.GetValue(keyFile), result.GetValue(keyVariable)!),
            TimeSpan.FromSeconds(result.GetValue(timeout)),
            result.GetValue(authority),
            cancellation));
        return command;
    }
}
