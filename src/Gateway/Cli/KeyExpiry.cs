using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Gateway.Cli;

/// <summary>--expires: a day, which begins at midnight UTC, or a time with its offset. One without would mean something else on another machine.</summary>
internal static class KeyExpiry
{
    private const string Form = "2030-01-31, 2030-01-31T00:00:00Z or 2030-01-31T00:00:00+01:00";

    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    public static Option<DateTimeOffset?> Option() => new("--expires")
    {
        Description = $"When the key stops working, in the future: {Form}. Default: never.",
        HelpName = "TIME",
        CustomParser = Parse,
    };

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        result.AddError($"--expires: found {text}; allowed: {Form}");
        return null;
    }
}
