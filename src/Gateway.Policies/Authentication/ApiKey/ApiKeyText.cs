using System.Buffers;
using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// The text of a key: <c>prefix_id_secretchecksum</c>. The id is looked up; the secret has 256 bits; the checksum (CRC-32C over all before
/// it) lets us refuse a typing error without a lookup and lets secret scanners recognise a leaked key.
/// </summary>
internal static class ApiKeyText
{
    public const int IdLength = 16;
    public const int MaxLength = MaxPrefixLength + 1 + IdLength + 1 + SecretLength + ChecksumLength;

    private const int MaxPrefixLength = 16;

    // 43 characters out of 62 carry 256.03 bits; 6 hold any 32-bit checksum.
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Base62);

    /// <summary>A new key with an id and a secret from the system's random generator.</summary>
    public static string Create(string prefix, out string id)
    {
        id = RandomNumberGenerator.GetString(Base62, IdLength);
        var text = $"{prefix}_{id}_{RandomNumberGenerator.GetString(Base62, SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text, checksum);
        return string.Concat(text, checksum);
    }

    /// <summary>True for a text that begins with the prefix and so belongs to the set, well-formed or not.</summary>
    public static bool HasPrefix(ReadOnlySpan<char> text, string prefix) =>
        text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal) && text[prefix.Length] == '_';

    /// <summary>The id in a well-formed key with this prefix; false for anything else.</summary>
    public static bool TryGetId(ReadOnlySpan<char> text, string prefix, out ReadOnlySpan<char> id)
    {
        id = default;
        if (!HasPrefix(text, prefix)) return false;
        var rest = text[(prefix.Length + 1)..];
        if (rest.Length != IdLength + 1 + SecretLength + ChecksumLength || rest[IdLength] != '_') return false;
        if (rest[..IdLength].ContainsAnyExcept(Characters) || rest[(IdLength + 1)..].ContainsAnyExcept(Characters)) return false;
        Span<char> expected = stackalloc char[ChecksumLength];
        WriteChecksum(text[..^ChecksumLength], expected);
        if (!text[^ChecksumLength..].SequenceEqual(expected)) return false;
        id = rest[..IdLength];
        return true;
    }

    /// <summary>True for a text that can be the id of a key.</summary>
    public static bool IsId(string? id) => id is { Length: IdLength } && !id.AsSpan().ContainsAnyExcept(Characters);

    private static void WriteChecksum(ReadOnlySpan<char> text, Span<char> destination)
    {
        var crc = uint.MaxValue;
        foreach (var c in text) crc = BitOperations.Crc32C(crc, (byte)c);
        crc = ~crc;
        for (var i = destination.Length - 1; i >= 0; i--, crc /= 62) destination[i] = Base62[(int)(crc % 62)];
    }
}
