using System.Net;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>Calls POST /config/reload and tells a person how it ended.</summary>
internal static class ReloadCall
{
    private const string Path = "/config/reload";

    public static async Task<int> RunAsync(Func<AdminListener> find, TimeSpan timeout, string? authority, CancellationToken cancellation)
    {
        try
        {
            var listener = find();
            var (status, text) = await listener.AskAsync(HttpMethod.Post, Path, timeout, authority, cancellation);
            return status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity ? Report(text) : throw listener.Unexpected(Path, status, "admin:reload");
        }
        catch (OperatorCallException error)
        {
            await Console.Error.WriteLineAsync($"gateway reload: {error.Message}");
            return CommandLine.Unavailable;
        }
    }

    private static int Report(string text)
    {
        try
        {
            var answer = JsonElement.Parse(text);
            foreach (var finding in answer.GetProperty("findings").EnumerateArray()) Console.Error.WriteLine(finding.GetString());
            var serving = $"generation {answer.GetProperty("generation").GetInt32()} (configuration {answer.GetProperty("configHash").GetString()})";
            if (answer.GetProperty("succeeded").GetBoolean())
            {
                Console.WriteLine($"reloaded: {serving} serves");
                return CommandLine.Success;
            }

            Console.Error.WriteLine($"not reloaded: {answer.GetProperty("failure").GetString()}; {serving} serves on");
            return CommandLine.Invalid;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new OperatorCallException("the answer is not one of a gateway's Admin listener");
        }
    }
}
