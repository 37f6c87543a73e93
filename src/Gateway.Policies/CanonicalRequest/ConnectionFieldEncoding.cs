using System.Text;

namespace Gateway.Policies.CanonicalRequest;

/// <summary>
/// Lets the gate see which fields a client nominates. Kestrel replaces the value of Connection by "close", "keep-alive" or "Upgrade" when
/// it finds exactly one of these in it, so that "close, X-Custom" arrives as "close". Decoding such a value with two options appended
/// keeps it as it is. The only effect on the connection is that it is closed after the request.
/// </summary>
internal sealed class ConnectionFieldEncoding : Encoding
{
    private const string Suffix = ", close, keep-alive";

    public static ConnectionFieldEncoding Instance { get; } = new();

    private ConnectionFieldEncoding()
    {
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => count + (Nominates(bytes.AsSpan(index, count)) ? Suffix.Length : 0);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var field = bytes.AsSpan(byteIndex, byteCount);
        var length = Latin1.GetChars(field, chars.AsSpan(charIndex));
        if (!Nominates(field)) return length;
        Suffix.CopyTo(chars.AsSpan(charIndex + length));
        return length + Suffix.Length;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount + Suffix.Length;

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    /// <summary>The field as the client sent it.</summary>
    public static ReadOnlySpan<char> Sent(ReadOnlySpan<char> value) =>
        value.EndsWith(Suffix, StringComparison.Ordinal) && ConnectionOptionNames.Nominates(value[..^Suffix.Length]) ? value[..^Suffix.Length] : value;

    private static bool Nominates(ReadOnlySpan<byte> field) => ConnectionOptionNames.Nominates(Latin1.GetString(field));
}
