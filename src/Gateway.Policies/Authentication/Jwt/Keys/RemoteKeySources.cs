using System.Text.Json;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Keys from the address of a key set.</summary>
internal sealed class JwksUriKeySource(Uri uri, KeyDocumentClient client) : KeySource
{
    public override async Task<IReadOnlyList<VerificationKey>> ReadAsync(CancellationToken cancellationToken) =>
        KeySetDocument.Read(await client.GetAsync(uri, cancellationToken));
}

/// <summary>
/// Keys by OpenID Connect Discovery 1.0. The document is read anew each time, because the key set may move. Its issuer has to be exactly the one
/// that tokens have to name (section 4.3): otherwise another tenant's document would lend its keys to this issuer.
/// </summary>
internal sealed class DiscoveryKeySource(string authority, string issuer, KeyDocumentClient client) : KeySource
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private readonly Uri _document = new($"{authority.TrimEnd('/')}/.well-known/openid-configuration");

    public override async Task<IReadOnlyList<VerificationKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var keySet = ReadDocument(await client.GetAsync(_document, cancellationToken));
        return KeySetDocument.Read(await client.GetAsync(keySet, cancellationToken));
    }

    private Uri ReadDocument(ReadOnlyMemory<byte> json)
    {
        string? found, address;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            found = Text(document.RootElement, "issuer");
            address = Text(document.RootElement, "jwks_uri");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new KeySourceException("discovery-malformed", $"no discovery document from {_document.Host}", e);
        }

        if (found != issuer) throw new KeySourceException("issuer-mismatch", Mismatch(found));
        if (address is null || KeySourceUri.Problem(address) is not null)
            throw new KeySourceException("discovery-malformed", $"a jwks_uri that is not {KeySourceUri.Allowed}");
        var keySet = new Uri(address);
        // A document that came over TLS must not lead to keys that do not, not even on this machine.
        return _document.Scheme == Uri.UriSchemeHttps && keySet.Scheme != Uri.UriSchemeHttps
            ? throw new KeySourceException("discovery-malformed", "a jwks_uri without TLS in a document that came over TLS")
            : keySet;
    }

    private string Mismatch(string? found)
    {
        if (found is null) return "no issuer in the discovery document";
        var hint = found.TrimEnd('/') == issuer.TrimEnd('/') ? " (the difference is the trailing slash)" : "";
        return $"issuer \"{(found.Length > 200 ? found[..200] : found)}\" instead of \"{issuer}\"{hint}";
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind is JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;
}
