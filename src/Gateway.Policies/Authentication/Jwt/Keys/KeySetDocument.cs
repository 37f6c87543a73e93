using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Policies.Authentication.Jwt.Keys;

/// <summary>Reads a JSON Web Key Set (RFC 7517 section 5). Keys that cannot verify a token's signature are passed over, as the RFC asks.</summary>
internal static class KeySetDocument
{
    /// <summary>A key set of 100 RSA keys has about 50 KB; nothing honest is larger than this.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxKeys = 256;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>The usable keys, at least one.</summary>
    /// <exception cref="KeySourceException">"keys-malformed" or "no-usable-key".</exception>
    public static IReadOnlyList<VerificationKey> Read(ReadOnlyMemory<byte> json)
    {
        var keys = new List<VerificationKey>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var unusable = new HashSet<string>(StringComparer.Ordinal);
        using var document = Parse(json);
        if (document.RootElement.ValueKind is not JsonValueKind.Object
            || !document.RootElement.TryGetProperty("keys", out var array)
            || array.ValueKind is not JsonValueKind.Array)
        {
            throw new KeySourceException("keys-malformed", "JSON without an array \"keys\"");
        }

        if (array.GetArrayLength() > MaxKeys) throw new KeySourceException("keys-malformed", $"more than {MaxKeys} keys");
        foreach (var element in array.EnumerateArray())
        {
            var problem = TryCreate(element, out var key);
            if (key is null) unusable.Add(problem ?? "unreadable");
            else if (seen.Add(key.Fingerprint)) keys.Add(key);
        }

        if (keys.Count > 0) return keys;
        throw new KeySourceException("no-usable-key", unusable.Count == 0 ? "an empty key set" : $"no usable key ({string.Join(", ", unusable)})");
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new KeySourceException("keys-malformed", "no valid JSON without duplicate members", e);
        }
    }

    private static string? TryCreate(JsonElement element, out VerificationKey? key)
    {
        key = null;
        try
        {
            return VerificationKey.TryCreate(new JsonWebKey(element.GetRawText()), out key);
        }
        catch (Exception e) when (e is ArgumentException or JsonException or InvalidOperationException or FormatException)
        {
            return "unreadable";
        }
    }
}
