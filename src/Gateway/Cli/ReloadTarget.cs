using System.Net;
using Gateway.Policies.Authentication.ApiKey;

namespace Gateway.Cli;

/// <summary>Which gateway is to reload, and what lets us ask it.</summary>
internal sealed record ReloadTarget(Uri Address, string? ServerName, string KeyHeader, string? Key)
{
    /// <exception cref="OperatorCallException">The configuration or the key cannot be read, or the key would travel in the clear.</exception>
    public static ReloadTarget Find(Uri? url, string path, string? header, string? keyFile, string keyVariable)
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
