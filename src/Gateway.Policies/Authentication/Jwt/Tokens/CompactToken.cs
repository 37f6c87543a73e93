using System.Buffers;
using System.Buffers.Text;

namespace Gateway.Policies.Authentication.Jwt.Tokens;

/// <summary>The three parts of a token in JWS compact serialization (RFC 7515 section 7.1), not decoded.</summary>
internal readonly ref struct CompactToken
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public ReadOnlySpan<char> Header { get; private init; }

    public ReadOnlySpan<char> Payload { get; private init; }

    public ReadOnlySpan<char> Signature { get; private init; }

    /// <summary>One vectorised look: nothing is hashed or decoded for what cannot be a token.</summary>
    public static bool HasAlphabet(ReadOnlySpan<char> token) => !token.IsEmpty && !token.ContainsAnyExcept(Alphabet);

    /// <summary>Splits a token; the reason when it has not three parts.</summary>
    public static string? TrySplit(ReadOnlySpan<char> token, out CompactToken parts)
    {
        parts = default;
        // Five parts are a JWE: nobody asked for one, and opening it is expensive (zip, p2c).
        switch (token.Count('.'))
        {
            case 2: break;
            case 4: return JwtReason.Encrypted;
            default: return JwtReason.Malformed;
        }

        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        parts = new CompactToken { Header = token[..first], Payload = token[(first + 1)..last], Signature = token[(last + 1)..] };
        return parts.Header.IsEmpty || parts.Payload.IsEmpty || parts.Signature.IsEmpty ? JwtReason.Malformed : null;
    }

    /// <summary>Decodes one part; null when it is no canonical base64url.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.DecodeFromChars(part, bytes, out var consumed, out var written) is OperationStatus.Done && consumed == part.Length
            ? bytes[..written]
            : null;
    }
}
