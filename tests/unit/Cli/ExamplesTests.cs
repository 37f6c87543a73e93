using System.CommandLine;
using System.Text.RegularExpressions;
using Gateway.Cli;

namespace Gateway.UnitTests.Cli;

/// <summary>What the help says to type is understood.</summary>
public sealed partial class ExamplesTests
{
    [Fact]
    public void EveryCommand_HasExamplesThatParse()
    {
        var root = CommandLine.Create();
        var commands = All(root).ToList();
        var examined = 0;
        foreach (var command in commands)
        {
            var examples = Examples.Of(command).ToList();
            Assert.True(examples.Count > 0, $"no example of \"{Examples.NameOf(command)}\"");
            foreach (var (line, _) in examples)
            {
                var typed = Typed().Match(line).Value;
                var result = root.Parse(typed["gateway".Length..]);
                Assert.Equal([], result.Errors.Select(e => $"{typed}: {e.Message}"));
                if (command.Name is not ("keys" or "limits" or "lockout" or "contract" or "waf")) Assert.Same(command, result.CommandResult.Command);
                examined++;
            }
        }

        Assert.Equal(27, commands.Count);
        Assert.Equal(43, examined);
    }

    [Fact]
    public void EveryCommandAndOption_HasADescription()
    {
        var symbols = All(CommandLine.Create()).SelectMany(static c => new Symbol[] { c }.Concat(c.Options).Concat(c.Arguments)).ToList();
        Assert.InRange(symbols.Count, 40, 200);
        Assert.Equal([], symbols.Where(static s => string.IsNullOrEmpty(s.Description)).Select(static s => s.Name));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    // Up to what the shell does with it.
    [GeneratedRegex("gateway[^)<>|]*", RegexOptions.NonBacktracking)]
    private static partial Regex Typed();
}
