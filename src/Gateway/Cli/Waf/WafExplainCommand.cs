using System.CommandLine;
using Gateway.Policies.Waf.Explaining;

namespace Gateway.Cli.Waf;

/// <summary><c>gateway waf explain</c>: why is this request refused?</summary>
internal static class WafExplainCommand
{
    public static Command Create()
    {
        var values = new Option<bool>("--values") { Description = "Show what matched as it stands in the request." };
        var command = new Command("explain", "Read a request in the form of HTTP/1.1 from standard input and show which rules match, the scores and what would be decided. Exit code 0: it passes, 1: it is refused (or would be, if the route enforced), there is none, or the rules have mistakes.") { values };
        var source = new WafSource(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (await source.LoadAsync(result) is not { } trial) return CommandLine.Invalid;
            using var input = new MemoryStream();
            await using (var standard = Console.OpenStandardInput()) await standard.CopyToAsync(input, cancellation);
            if (TrialRequest.Read(input.ToArray()) is not { } request)
            {
                await Console.Error.WriteLineAsync("gateway waf explain: found no request on standard input; allowed: a request line such as GET / HTTP/1.1, header fields, an empty line, the body");
                return CommandLine.Invalid;
            }

            var outcome = trial.Run(request, answer: null);
            await Console.Out.WriteLineAsync(ExplanationText.Of(outcome, result.GetValue(values)));
            return outcome.IsRefused ? CommandLine.Invalid : CommandLine.Success;
        });
        return command;
    }
}
