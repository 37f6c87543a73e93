using System.CommandLine;
using System.CommandLine.Parsing;

namespace Gateway.Cli;

/// <summary>What the commands share that ask a running gateway.</summary>
internal static class OperatorOptions
{
    private const int MaxSeconds = 600;

    public static Option<Uri?> Url(string what) => new("--url")
    {
        Description = $"The address of the {what} listener. Default: that of the configuration, on this machine.",
        HelpName = "URL",
        CustomParser = ParseUrl,
    };

    public static Option<int> Timeout(int seconds)
    {
        var option = WholeNumberOption.Create("--timeout", seconds, 1, MaxSeconds);
        (option.Description, option.HelpName) = ($"Seconds that the answer may take, 1 to {MaxSeconds}.", "SECONDS");
        return option;
    }

    private static Uri? ParseUrl(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", UserInfo: "" }) return url;
        result.AddError($"--url: found {text}; allowed: http:// or https:// with a host and a port, and nothing after it");
        return null;
    }
}
