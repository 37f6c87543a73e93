using System.CommandLine;
using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli;

/// <summary>What the lockout commands share: which gateway is asked, with which key, and what its answers mean.</summary>
internal sealed class LockoutCalls
{
    private const int DefaultSeconds = 10;

    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<Uri?> _url = OperatorOptions.Url("Admin");
    private readonly Option<int> _timeout = OperatorOptions.Timeout(DefaultSeconds);
    private readonly Option<string?> _keyFile;
    private readonly Option<string> _keyVariable = new("--admin-key-env")
    {
        Description = "The environment variable that holds the key.",
        DefaultValueFactory = static _ => "GATEWAY_ADMIN_KEY",
        HelpName = "NAME",
    };

    private readonly Option<string?> _header = new("--key-header") { Description = "The header that carries the key. Default: that of the configuration; with --url X-Api-Key.", HelpName = "NAME" };
    private readonly Option<string?> _authority = new("--cacert") { Description = "The authorities (PEM) that may have issued the listener's certificate. Default: the system's.", HelpName = "PATH" };
    private readonly string _scope;

    /// <param name="command">Gets the options.</param>
    /// <param name="scope">What a key needs.</param>
    public LockoutCalls(Command command, string scope)
    {
        _scope = scope;
        _keyFile = new("--admin-key-file") { Description = $"The file that holds a key with the scope {scope}.", HelpName = "PATH" };
        foreach (var option in new Option[] { _config, _url, _keyFile, _keyVariable, _header, _authority, _timeout }) command.Options.Add(option);
    }

    public async Task<int> RunAsync(ParseResult result, HttpMethod method, string path, JsonObject? body, Func<JsonElement, int> report, CancellationToken cancellation)
    {
        try
        {
            var target = ReloadTarget.Find(result.GetValue(_url), result.GetValue(_config)!, result.GetValue(_header), result.GetValue(_keyFile), result.GetValue(_keyVariable)!);
            using var request = new HttpRequestMessage(method, new Uri(target.Address, path));
            request.Headers.Host = target.ServerName;
            if (target.Key is { } key && !request.Headers.TryAddWithoutValidation(target.KeyHeader, key))
                throw new OperatorCallException($"--key-header: found {target.KeyHeader}; allowed: the name of a header");
            if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
            var (status, text) = await OperatorClient.AskAsync(request, TimeSpan.FromSeconds(result.GetValue(_timeout)), result.GetValue(_authority), cancellation);
            return status switch
            {
                HttpStatusCode.OK => report(JsonElement.Parse(text)),
                HttpStatusCode.NotFound or HttpStatusCode.BadRequest => Refused(JsonElement.Parse(text)),
                _ => throw new OperatorCallException($"{request.RequestUri}: {(int)status}, {Meaning(status)}"),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            await Console.Error.WriteLineAsync("gateway lockout: the answer is not one of a gateway's Admin listener");
            return CommandLine.Unavailable;
        }
        catch (OperatorCallException error)
        {
            await Console.Error.WriteLineAsync($"gateway lockout: {error.Message}");
            return CommandLine.Unavailable;
        }
    }

    private static int Refused(JsonElement problem)
    {
        Console.Error.WriteLine($"gateway lockout: {problem.GetProperty("title").GetString()}: {problem.GetProperty("detail").GetString()}");
        return CommandLine.Invalid;
    }

    private string Meaning(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "the key is missing or unknown",
        HttpStatusCode.Forbidden => $"the key lacks the scope {_scope}, or the call did not come from this machine",
        HttpStatusCode.TooManyRequests => "too many wrong keys from this address; wait a minute",
        HttpStatusCode.ServiceUnavailable => "Redis does not answer; nothing was changed there",
        _ => "which is not an answer of a gateway's Admin listener",
    };
}
