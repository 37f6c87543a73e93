using System.CommandLine;
using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli;

/// <summary>What the commands that ask an Admin listener once share: which gateway is asked, with which key, and what its answers mean.</summary>
internal sealed class AdminCalls
{
    private const int DefaultSeconds = 10;

    private readonly AdminListenerOptions _options;
    private readonly string _name;
    private readonly string _scope;

    /// <param name="command">Gets the options.</param>
    /// <param name="name">The command in front of messages: "lockout".</param>
    /// <param name="scope">What a key needs.</param>
    public AdminCalls(Command command, string name, string scope) => (_options, _name, _scope) = (new(command, scope, DefaultSeconds), name, scope);

    public async Task<int> RunAsync(ParseResult result, HttpMethod method, string path, JsonObject? body, Func<JsonElement, int> report, CancellationToken cancellation)
    {
        try
        {
            var listener = _options.Find(result);
            using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
            var (status, text) = await listener.AskAsync(method, path, _options.Timeout(result), _options.Authority(result), cancellation, content);
            return status switch
            {
                HttpStatusCode.OK => report(JsonElement.Parse(text)),
                HttpStatusCode.NotFound or HttpStatusCode.BadRequest => Refused(JsonElement.Parse(text)),
                _ => throw listener.Unexpected(path, status, _scope),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            await Console.Error.WriteLineAsync($"gateway {_name}: the answer is not one of a gateway's Admin listener");
            return CommandLine.Unavailable;
        }
        catch (OperatorCallException error)
        {
            await Console.Error.WriteLineAsync($"gateway {_name}: {error.Message}");
            return CommandLine.Unavailable;
        }
    }

    private int Refused(JsonElement problem)
    {
        Console.Error.WriteLine($"gateway {_name}: {problem.GetProperty("title").GetString()}: {problem.GetProperty("detail").GetString()}");
        return CommandLine.Invalid;
    }
}
