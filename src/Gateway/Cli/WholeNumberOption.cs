using System.CommandLine;
using System.CommandLine.Parsing;
using Gateway.Policies;

namespace Gateway.Cli;

/// <summary>An option that takes a whole number within bounds; anything else is an error in our words, not in those of .NET.</summary>
internal static class WholeNumberOption
{
    public static Option<int> Create(string name, int preset, int min, int max) => new(name)
    {
        DefaultValueFactory = _ => preset,
        CustomParser = result => Parse(result, name, min, max) ?? preset,
    };

    public static Option<int?> CreateOptional(string name, int min, int max) => new(name) { CustomParser = result => Parse(result, name, min, max) };

    private static int? Parse(ArgumentResult result, string name, int min, int max)
    {
        var text = result.Tokens[0].Value;
        if (WholeNumber.TryParse<int>(text, out var number) && number >= min && number <= max) return number;
        result.AddError($"{name}: found {text}; allowed: {min} to {max}");
        return null;
    }
}
