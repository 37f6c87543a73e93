using System.Text;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>Accounts in fields of application/x-www-form-urlencoded (WHATWG URL section 5.1).</summary>
internal static class FormAccounts
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Adds the value of each field of the name, in whatever case: some backends read fields without regard to it.</summary>
    public static void Find(ReadOnlySpan<byte> body, string name, ref FoundAccount found)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            var equals = pair.IndexOf((byte)'=');
            if (!Decode(equals < 0 ? pair : pair[..equals]).AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            if (equals >= 0 && Decode(pair[(equals + 1)..]) is { } value) found.Add(value);
            else found.Spoil();
        }
    }

    private static string? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                bytes[length++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        try
        {
            return Strict.GetString(bytes[..length]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
