using System.CommandLine;
using System.CommandLine.Parsing;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.Targets;

namespace Gateway.Fuzz.Cli;

/// <summary>The command line.</summary>
internal static class FuzzCommand
{
    public const int Found = 1;
    public const int Wrong = 2;
    private const int MostSeconds = 86_400;

    public static RootCommand Create()
    {
        var seconds = new Option<int>("--seconds") { Description = $"Seconds for each target. 1 to {MostSeconds}.", DefaultValueFactory = static _ => 10 };
        seconds.Validators.Add(static result =>
        {
            // What is no number is the parser's to refuse.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var found) && found is < 1 or > MostSeconds)
                result.AddError($"--seconds: found {found}; allowed: 1 to {MostSeconds}");
        });
        var targets = new Option<string[]>("--target") { Description = "Only this target; may be given several times. Default: all. --list shows them.", AllowMultipleArgumentsPerToken = true };
        targets.Validators.Add(static result => CheckNames(result));
        var seed = new Option<int?>("--seed") { Description = "Seed of the random generator: the same seed makes the same inputs. Default: a new one, which is printed." };
        var input = new Option<string?>("--input") { Description = "Run one input (base64, as printed with a finding) on one --target, instead of searching." };
        var list = new Option<bool>("--list") { Description = "List the targets and what has to hold for each." };
        var root = new RootCommand(
            "Feeds the gateway's parsers with generated and mutated inputs and checks what they make of them. Exit code: 0 nothing found, 1 a finding, 2 a wrong command line. "
            + "Example: dotnet run -c Release --project tests/fuzz -- --seconds 60 --target path")
        {
            seconds, targets, seed, input, list,
        };
        root.Validators.Add(result =>
        {
            if (result.GetResult(input) is { Implicit: false } && (result.GetValue(targets) ?? []).Length != 1) result.AddError("--input: found without one --target; allowed: with exactly one --target");
        });
        root.SetAction((result, cancellation) =>
        {
            FuzzTarget[] chosen = result.GetValue(targets) is { Length: > 0 } names ? [.. names.Distinct().Select(static n => FuzzTargets.Find(n)!)] : [.. FuzzTargets.All];
            if (result.GetValue(list)) return Task.FromResult(FuzzReport.List(chosen));
            if (result.GetValue(input) is { } text) return Task.FromResult(OneInput.Run(chosen[0], text));
            return Task.FromResult(Session.Run(chosen, result.GetValue(seed) ?? Random.Shared.Next(), TimeSpan.FromSeconds(result.GetValue(seconds)), cancellation));
        });
        return root;
    }

    private static void CheckNames(OptionResult result)
    {
        foreach (var name in result.Tokens.Select(static t => t.Value))
            if (FuzzTargets.Find(name) is null) result.AddError($"--target: found \"{name}\"; allowed: {string.Join(", ", FuzzTargets.All.Select(static t => t.Name))}");
    }
}
