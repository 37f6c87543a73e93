using System.CommandLine;
using Gateway.Cli.Contract;
using Gateway.Cli.Waf;

namespace Gateway.Cli;

/// <summary>The command line and its exit codes; docs/operations.md has them as a table.</summary>
internal static class CommandLine
{
    /// <summary>Done; for run: stopped as asked.</summary>
    public const int Success = 0;

    /// <summary>What was looked at is not good: a configuration or key file with an error, a gateway that is not ready.</summary>
    public const int Invalid = 1;

    /// <summary>The command line is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>reload, limits top, lockout, contract drift, learn: the running gateway could not be asked, or did not allow it.</summary>
    public const int Unavailable = 3;

    public static Task<int> InvokeAsync(string[] args) => InvokeAsync(args, Console.Out, Console.Error);

    /// <param name="args">What was typed after "gateway".</param>
    /// <param name="output">Where help goes.</param>
    /// <param name="errors">Where it says what is wrong with the command line.</param>
    public static Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var parsed = Create().Parse(args);
        // The host stops on SIGTERM and SIGINT by itself and lets requests in flight finish; a second handler would cut that short.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, Output = output, Error = errors };
        if (parsed.Errors.Count == 0) return parsed.InvokeAsync(invocation);
        UsageErrors.Write(parsed, errors);
        return Task.FromResult(Usage);
    }

    public static RootCommand Create()
    {
        var root = new RootCommand("An API security gateway: TLS, authentication, limits and request checks in front of HTTP APIs, from one JSON file.")
        {
            RunCommand.Create(),
            ValidateCommand.Create(),
            RoutesCommand.Create(),
            ReloadCommand.Create(),
            HealthcheckCommand.Create(),
            LimitsCommand.Create(),
            KeysCommand.Create(),
            ContractCommand.Create(),
            LearnCommand.Create(),
            WafCommand.Create(),
            LockoutCommand.Create(),
            SchemaCommand.Create(),
            CompletionCommand.Create(),
            VersionCommand.Create(),
        };
        // "gateway" alone, or with options only, runs it.
        var config = ConfigOption.Create();
        root.Options.Add(config);
        root.SetAction((result, cancellation) => RunCommand.RunAsync(result.GetValue(config)!, cancellation));
        HelpWithExamples.Use(root);
        return root;
    }

    /// <summary>"1 route", "2 routes".</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
