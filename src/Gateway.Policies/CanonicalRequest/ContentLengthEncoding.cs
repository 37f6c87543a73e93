using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Makes the server read Content-Length as digits only (RFC 9110 section 8.6). Kestrel takes "+5" for 5 and "-0" for 0, and nobody behind it
/// can see the sign; a proxy in front may have read another length. What is not digits decodes to something that Kestrel refuses with 400.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    // Kestrel decodes into 20 characters; 2^63-1 has 19 digits.
    private const int MaxDigits = 19;

    // Anything that is no number.
    private const string Refused = "x";

    public static ContentLengthEncoding Instance { get; } = new();

    private ContentLengthEncoding()
    {
    }

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (IsLength(bytes)) return Latin1.GetChars(bytes, chars);
        Refused.CopyTo(chars);
        return Refused.Length;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => IsLength(bytes.AsSpan(index, count)) ? count : Refused.Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetMaxCharCount(int byteCount) => Math.Max(byteCount, Refused.Length);

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    private static bool IsLength(ReadOnlySpan<byte> value) => value.Length is > 0 and <= MaxDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
