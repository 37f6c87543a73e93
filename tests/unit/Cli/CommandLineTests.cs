using System.CommandLine;
using Gateway.Cli;

namespace Gateway.UnitTests.Cli;

/// <summary>Help and the errors of a command line.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_OfEveryCommand_IsPrintedAndExitsWithSuccess()
    {
        var commands = All(CommandLine.Create()).Select(Examples.NameOf).ToList();
        var wrong = new List<string>();
        foreach (var command in commands)
        {
            var (code, output, errors) = await RunAsync($"{command} --help");
            if (code != CommandLine.Success || errors.Length > 0 || !output.Contains("Examples:", StringComparison.Ordinal)) wrong.Add($"{command}: {code} {errors}");
        }

        Assert.Equal([], wrong);
        Assert.Equal(27, commands.Count);
    }

    [Theory]
    [InlineData("--confg x", "gateway: found the unknown option --confg (did you mean --config?)\nsee gateway --help\n")]
    [InlineData("validate --confg x", "gateway validate: found the unknown option --confg (did you mean --config?)\nsee gateway validate --help\n")]
    [InlineData("--wholly-unknown", "gateway: found the unknown option --wholly-unknown, which is not expected here\nsee gateway --help\n")]
    [InlineData("rout", "gateway: found rout (did you mean routes?)\nsee gateway --help\n")]
    [InlineData("keys creat", "gateway keys: found creat (did you mean create?)\ngateway keys: Required command was not provided.\nsee gateway keys --help\n")]
    [InlineData("validate more", "gateway validate: found more, which is not expected here\nsee gateway validate --help\n")]
    [InlineData(
        "keys create --file k --consumer acme --expires tomorrow",
        "gateway keys create: --expires: found tomorrow; allowed: 2030-01-31, 2030-01-31T00:00:00Z or 2030-01-31T00:00:00+01:00\nsee gateway keys create --help\n")]
    [InlineData(
        "keys create --file k --consumer acme --expires 2030-01-31T00:00:00",
        "gateway keys create: --expires: found 2030-01-31T00:00:00; allowed: 2030-01-31, 2030-01-31T00:00:00Z or 2030-01-31T00:00:00+01:00\nsee gateway keys create --help\n")]
    [InlineData("healthcheck --timeout soon", "gateway healthcheck: --timeout: found soon; allowed: 1 to 600\nsee gateway healthcheck --help\n")]
    [InlineData("limits top --top 0", "gateway limits top: --top: found 0; allowed: 1 to 1000\nsee gateway limits top --help\n")]
    [InlineData("waf explain --paranoia-level five", "gateway waf explain: --paranoia-level: found five; allowed: 1 to 4\nsee gateway waf explain --help\n")]
    [InlineData("completion tcsh", "gateway completion: Argument 'tcsh' not recognized. Must be one of: 'bash' 'fish' 'pwsh' 'zsh'\nsee gateway completion --help\n")]
    public async Task WrongCommandLine_SaysWhatIsWrongAndNothingElse(string typed, string expected)
    {
        var (code, output, errors) = await RunAsync(typed);
        Assert.Equal((CommandLine.Usage, "", expected), (code, output, errors.ReplaceLineEndings("\n")));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string typed)
    {
        using StringWriter output = new(), errors = new();
        var code = await CommandLine.InvokeAsync(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
