using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Gateway.Policies.Configuration.Binding;

namespace Gateway.Cli;

/// <summary><c>gateway limits top</c>: the partitions nearest to their limits, once or again and again.</summary>
internal static class LimitsTopCommand
{
    private const int DefaultSeconds = 10;
    private const int DefaultRows = 20;
    private const int MostRows = 1000;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    public static Command Create()
    {
        var rows = WholeNumberOption.Create("--top", DefaultRows, 1, MostRows);
        (rows.Description, rows.HelpName) = ($"Partitions to show, 1 to {MostRows}.", "N");
        var find = new Option<string[]>("--find")
        {
            Description = "Show the partitions of one client instead: Address=192.0.2.1, Consumer=acme, Claim:NAME=VALUE, Header:NAME=VALUE, Cookie:NAME=VALUE. Several for rules that need several.",
            HelpName = "NAME=VALUE",
        };
        var watch = new Option<TimeSpan?>("--watch") { Description = "Ask again after each pause (2s), until Ctrl+C.", HelpName = "PAUSE", CustomParser = ParsePause };
        var json = new Option<bool>("--json") { Description = "The answer as it is, as JSON, one line each." };
        var command = new Command("top", "Show the partitions that are nearest to their limits or over them, the permits leased, and how Redis fares, as the gateway that is asked knows it. Exit code 3: the gateway could not be asked.")
        {
            rows, find, watch, json,
        };
        var options = new AdminListenerOptions(command, "admin:read", DefaultSeconds);
        command.SetAction((result, cancellation) =>
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/limits?top={result.GetValue(rows)}");
            foreach (var one in result.GetValue(find) ?? []) path += "&find=" + Uri.EscapeDataString(one);
            var call = new LimitsCall(path, options.Timeout(result), options.Authority(result), result.GetValue(json));
            return call.RunAsync(() => options.Find(result), result.GetValue(watch), cancellation);
        });
        return command;
    }

    private static TimeSpan? ParsePause(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out var pause) && pause >= ShortestPause && pause <= LongestPause) return pause;
        result.AddError($"--watch: found {text}; allowed: 200ms to 1h");
        return null;
    }
}
