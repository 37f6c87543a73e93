using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The command line. Exit codes: 0 success, 1 the configuration or input is not valid, 2 the command line is wrong.</summary>
internal static class CommandLine
{
    public const int Success = 0;
    public const int Invalid = 1;
    public const int Usage = 2;

    public static Task<int> InvokeAsync(string[] args)
    {
        var run = RunCommand.Create();
        var root = new RootCommand("An API security gateway: TLS, authentication, limits and request checks in front of HTTP APIs, from one JSON file.")
        {
            run,
            ValidateCommand.Create(),
            RoutesCommand.Create(),
            SchemaCommand.Create(),
            KeysCommand.Create(),
        };
        // "gateway" alone, or with options only, runs it.
        var config = ConfigOption.Create();
        root.Options.Add(config);
        root.SetAction((result, cancellation) => RunCommand.RunAsync(result.GetValue(config)!, cancellation));
        var parsed = root.Parse(args);
        // The host stops on SIGTERM and SIGINT by itself and lets requests in flight finish; a second handler would cut that short.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
        return parsed.Errors.Count > 0 ? UsageAsync(parsed) : parsed.InvokeAsync(invocation);
    }

    private static async Task<int> UsageAsync(ParseResult parsed)
    {
        await parsed.InvokeAsync();
        return Usage;
    }
}
