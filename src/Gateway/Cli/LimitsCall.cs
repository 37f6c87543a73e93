using System.Net;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>Calls GET /limits and shows the answer to a person or a program.</summary>
internal sealed class LimitsCall(string path, TimeSpan timeout, string? authority, bool asJson)
{
    private const string ClearScreen = "\e[H\e[2J\e[3J";

    public async Task<int> RunAsync(Func<AdminListener> find, TimeSpan? pause, CancellationToken cancellation)
    {
        try
        {
            var listener = find();
            await ShowAsync(listener, clears: false, cancellation);
            while (pause is { } time)
            {
                await Task.Delay(time, cancellation);
                try
                {
                    await ShowAsync(listener, clears: !asJson && !Console.IsOutputRedirected, cancellation);
                }
                catch (OperatorCallException error)
                {
                    // A gateway that is restarted comes back.
                    await Console.Error.WriteLineAsync($"gateway limits top: {error.Message}");
                }
            }

            return CommandLine.Success;
        }
        catch (OperatorCallException error)
        {
            await Console.Error.WriteLineAsync($"gateway limits top: {error.Message}");
            return CommandLine.Unavailable;
        }
        catch (OperationCanceledException) when (pause is not null)
        {
            // Ctrl+C is how one stops watching.
            return CommandLine.Success;
        }
    }

    private async Task ShowAsync(AdminListener listener, bool clears, CancellationToken cancellation)
    {
        var (status, text) = await listener.AskAsync(HttpMethod.Get, path, timeout, authority, cancellation);
        if (status is HttpStatusCode.BadRequest) throw new OperatorCallException(Detail(text));
        if (status is not HttpStatusCode.OK) throw listener.Unexpected("/limits", status, "admin:read");
        var shown = asJson ? text.TrimEnd() : LimitsTable.Of(Read(text));
        if (clears) Console.Write(ClearScreen);
        Console.WriteLine(shown);
    }

    private static JsonElement Read(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw new OperatorCallException("the answer is not one of a gateway's Admin listener");
        }
    }

    private static string Detail(string text) =>
        Read(text) is { ValueKind: JsonValueKind.Object } problem && problem.TryGetProperty("detail", out var detail) ? detail.ToString() : "the gateway did not understand the question";
}
