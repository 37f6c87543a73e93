using System.Net;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary>Which gateway is asked on its admin listener, and what lets us ask it.</summary>
internal sealed record AdminListener(Uri Address, string? ServerName, string KeyHeader, string? Key)
{
    /// <exception cref="OperatorCallException">The configuration or the key cannot be read, or the key would travel in the clear.</exception>
    public static AdminListener Find(Uri? url, string path, string? header, string? keyFile, string keyVariable)
    {
        var key = keyFile is null ? Environment.GetEnvironmentVariable(keyVariable) : ReadKey(keyFile);
        if (url is not null)
        {
            if (key is not null && url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
                throw new OperatorCallException($"--url: found {url}, where a key would travel in the clear; allowed: https, or a loopback address");
            return new(url, null, header ?? new ApiKeyOptions().Header, key);
        }

        var listeners = new OperatorListeners(path);
        var admin = listeners.Admin;
        if (admin.ApiKeys is not null && key is null)
            throw new OperatorCallException($"found no key, and Gateway:Admin:ApiKeys asks for one; allowed: --admin-key-file PATH, or {keyVariable} set");
        // The listener speaks TLS everywhere but on loopback; there the certificate names a public host and not the address.
        var isLocal = IPAddress.IsLoopback(admin.Address);
        var scheme = isLocal ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        return new(
            OperatorClient.AddressOf(scheme, admin.Address, admin.Port, "Gateway:Admin"),
            isLocal ? null : listeners.ServerName,
            header ?? (admin.ApiKeys is { } set ? listeners.KeyHeader(set) : new ApiKeyOptions().Header),
            key);
    }

    /// <summary>Asks it one thing.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="path">What, with its query.</param>
    /// <param name="timeout">How long the answer may take.</param>
    /// <param name="authority">PEM file with the authorities that may have issued its certificate; null for the system's.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="content">What is sent with it.</param>
    /// <exception cref="OperatorCallException">There is no answer.</exception>
    public async Task<(HttpStatusCode Status, string Text)> AskAsync(
        HttpMethod method, string path, TimeSpan timeout, string? authority, CancellationToken cancellation, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path)) { Content = content };
        request.Headers.Host = ServerName;
        if (Key is not null && !request.Headers.TryAddWithoutValidation(KeyHeader, Key))
            throw new OperatorCallException($"--key-header: found {KeyHeader}; allowed: the name of a header");
        return await OperatorClient.AskAsync(request, timeout, authority, cancellation);
    }

    /// <summary>What a person is told of an answer that is none to the question.</summary>
    /// <param name="path">What was asked.</param>
    /// <param name="status">Its status.</param>
    /// <param name="scope">What a key needs.</param>
    public OperatorCallException Unexpected(string path, HttpStatusCode status, string scope) => new($"{new Uri(Address, path)}: {(int)status}, " + status switch
    {
        HttpStatusCode.Unauthorized => "the key is missing or unknown",
        HttpStatusCode.Forbidden => $"the key lacks the scope {scope}, or the call did not come from this machine",
        HttpStatusCode.TooManyRequests => "too many wrong keys from this address; wait a minute",
        HttpStatusCode.ServiceUnavailable => "Redis does not answer; nothing was changed there",
        _ => "which is not an answer of a gateway's Admin listener",
    });

    // A record prints its members; the key must not end up in a log.
    public override string ToString() => Address.ToString();

    private static string ReadKey(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OperatorCallException($"--admin-key-file: {error.Message}");
        }
    }
}
