using System.Net;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>Calls POST /config/reload and tells a person how it ended.</summary>
internal static class ReloadCall
{
    public static async Task<int> RunAsync(Func<ReloadTarget> find, TimeSpan timeout, string? authority, CancellationToken cancellation)
    {
        try
        {
            var target = find();
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.Address, "/config/reload"));
            request.Headers.Host = target.ServerName;
            if (target.Key is { } key && !request.Headers.TryAddWithoutValidation(target.KeyHeader, key))
                throw new OperatorCallException($"--key-header: found {target.KeyHeader}; allowed: the name of a header");
            var (status, text) = await OperatorClient.AskAsync(request, timeout, authority, cancellation);
            if (status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity) return Report(text);
            throw new OperatorCallException($"{request.RequestUri}: {(int)status}, {Meaning(status)}");
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

    private static string Meaning(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "the key is missing or unknown",
        HttpStatusCode.Forbidden => "the key lacks the scope admin:reload, or the call did not come from this machine",
        HttpStatusCode.TooManyRequests => "too many wrong keys from this address; wait a minute",
        _ => "which is not an answer of a gateway's Admin listener",
    };
}
