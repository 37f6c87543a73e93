using System.Security.Cryptography;
using System.Text;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// HMAC-SHA-256 of a whole key under the set's pepper: the only form in which a key is stored. A fast hash is right here: the secret has
/// 256 random bits, so there is nothing to guess that a slow one would protect.
/// </summary>
internal static class ApiKeyHash
{
    public const int Length = HMACSHA256.HashSizeInBytes;
    public const int MinPepperBytes = 32;

    /// <summary>The bytes of a pepper as configured.</summary>
    public static byte[] Pepper(string pepper) => Encoding.UTF8.GetBytes(pepper);

    /// <summary>Hashes a well-formed key, which is ASCII.</summary>
    public static void Compute(ReadOnlySpan<byte> pepper, ReadOnlySpan<char> key, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[ApiKeyText.MaxLength];
        var length = Encoding.ASCII.GetBytes(key, bytes);
        HMACSHA256.HashData(pepper, bytes[..length], destination);
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>The form in the key file: 64 lower-case hexadecimal digits.</summary>
    public static string ComputeText(ReadOnlySpan<byte> pepper, ReadOnlySpan<char> key)
    {
        Span<byte> hash = stackalloc byte[Length];
        Compute(pepper, key, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Null for a text that is not a hash.</summary>
    public static byte[]? Parse(string? text) =>
        text is { Length: Length * 2 } && text.All(static c => char.IsAsciiHexDigitLower(c)) ? Convert.FromHexString(text) : null;
}
