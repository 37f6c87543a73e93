using System.CommandLine;
using Gateway.SecLang.Testing;

namespace Gateway.Cli.Waf;

/// <summary><c>gateway waf explain</c>: why is this request refused?</summary>
internal static class WafExplainCommand
{
    public static Command Create()
    {
        var values = new Option<bool>("--values") { Description = "Show what matched as it stands in the request." };
        var command = new Command("explain", "Read a request in the form of HTTP/1.1 from standard input and show which rules match, the scores and what would be decided. Exit code 0: it passes, 1: it is refused, or the rules have mistakes.") { values };
        var source = new WafSource(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (await source.LoadAsync(result) is not { } trial) return CommandLine.Invalid;
            using var input = new MemoryStream();
            await using (var standard = Console.OpenStandardInput()) await standard.CopyToAsync(input, cancellation);
            var outcome = trial.Run(RawRequest.Parse(Lines(input.ToArray())), answer: null);
            await Console.Out.WriteLineAsync(ExplanationText.Of(outcome, result.GetValue(values)));
            return outcome.IsRefused ? CommandLine.Invalid : CommandLine.Success;
        });
        return command;
    }

    /// <summary>A line end at the end of an editor's file is none of a body that says how long it is.</summary>
    private static byte[] Lines(byte[] request)
    {
        var body = RawRequest.Parse(request).Body.Length;
        var declared = RawRequest.Parse(request).Head.Header("Content-Length"u8);
        return declared is not null && System.Buffers.Text.Utf8Parser.TryParse(declared, out int length, out _) && length >= 0 && length < body ? request[..(request.Length - body + length)] : request;
    }
}
