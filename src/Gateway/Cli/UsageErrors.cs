using System.CommandLine;
using System.CommandLine.Parsing;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Cli;

/// <summary>What is wrong with a command line, and where to read more. The help itself would push the errors off the screen.</summary>
internal static class UsageErrors
{
    public static void Write(ParseResult parsed, TextWriter output)
    {
        var name = $"gateway {Examples.NameOf(parsed.CommandResult.Command)}".TrimEnd();
        foreach (var error in Of(parsed)) output.WriteLine($"{name}: {error}");
        output.WriteLine($"see {name} --help");
    }

    private static IEnumerable<string> Of(ParseResult parsed)
    {
        var unmatched = parsed.UnmatchedTokens;
        for (var i = 0; i < unmatched.Count; i++)
        {
            yield return Unmatched(unmatched[i], parsed.CommandResult.Command);
            // What follows an unknown option is its value: an error that goes away with the first one.
            if (IsOption(unmatched[i]) && i + 1 < unmatched.Count && !IsOption(unmatched[i + 1])) i++;
        }

        foreach (var error in parsed.Errors)
            if (!unmatched.Any(token => IsAbout(error, token))) yield return string.Join(" ", error.Message.Split((char[])[], StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Unmatched(string token, Command command)
    {
        var names = IsOption(token)
            ? Options(command).SelectMany(static o => o.Aliases.Prepend(o.Name)).Where(static n => n.StartsWith("--", StringComparison.Ordinal))
            : command.Subcommands.Select(static c => c.Name);
        var found = $"found {(IsOption(token) ? "the unknown option " : "")}{token}";
        return NearestName.Find(token, names) is { } meant ? $"{found} (did you mean {meant}?)" : found + ", which is not expected here";
    }

    private static IEnumerable<Option> Options(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(static p => p.Options).Where(static o => o.Recursive));

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    // The parser's own words about the token, which we say better.
    private static bool IsAbout(ParseError error, string token) => error.SymbolResult is CommandResult && error.Message.Contains($"'{token}'", StringComparison.Ordinal);
}
