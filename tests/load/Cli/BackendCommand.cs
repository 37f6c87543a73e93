using System.CommandLine;
using Gateway.LoadTests.Servers;

namespace Gateway.LoadTests.Cli;

/// <summary><c>backend</c>: the server behind all contenders; "compare" starts it.</summary>
internal static class BackendCommand
{
    public const string Name = "backend";

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Loopback port.", Required = true };
        var command = new Command(Name, "Run the backend: one JSON answer of about 250 bytes to everything.") { port };
        command.SetAction(async (result, cancellation) =>
        {
            await RawBackend.RunAsync(result.GetValue(port), cancellation);
            return 0;
        });
        return command;
    }
}
