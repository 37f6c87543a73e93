using System.Security.Cryptography;

namespace Gateway.Policies.Authentication.ApiKey;

/// <summary>
/// What a key file says about the pepper that its keys were made with, so that a mistaken one is noticed before keys are made that nobody can
/// use. The hashes of the keys cannot tell: they need the keys.
/// </summary>
/// <remarks>
/// Sixteen bits and no more. One mistake in 65,536 goes unnoticed; in return, somebody who has the file and tries peppers is never told that one is
/// right, however little was random in it: of the candidates of a guessable pepper one in 65,536 remains, and of the 256 bits of a good one 240 do.
/// Without salt for the same reason: many files with one pepper say no more than one. The set in Redis keeps a longer mark
/// (<see cref="Shared.KeySetSeal"/>): there it is part of a name, and two peppers must not meet.
/// </remarks>
internal static class PepperCheck
{
    public const int Digits = Bytes * 2;

    private const int Bytes = 2;

    // Derived, so that it is no HMAC under the pepper itself, which hashes keys.
    private static readonly byte[] Purpose = "gateway api keys in a file 1: check"u8.ToArray();

    public static string Of(byte[] pepper) => Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, Bytes, info: Purpose));

    /// <summary>True for a value that <see cref="Of"/> can have made.</summary>
    public static bool IsForm(string text) => text.Length == Digits && text.All(static c => char.IsAsciiHexDigitLower(c));

    /// <summary>False when the keys of the document were made with another pepper; true also for a document that does not say.</summary>
    public static bool Fits(ApiKeyDocument document, byte[] pepper) =>
        document.PepperCheck is not { } check || string.Equals(check, Of(pepper), StringComparison.Ordinal);
}
