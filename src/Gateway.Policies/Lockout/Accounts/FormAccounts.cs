using System.Text;
using Gateway.Policies.CanonicalRequest;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>Accounts in fields of application/x-www-form-urlencoded (WHATWG URL section 5.1).</summary>
internal static class FormAccounts
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Adds the value of each field of the name, in whatever case: some backends read fields without regard to it. What they read in ways of
    /// their own (brackets, a semicolon between fields) spoils the search.
    /// </summary>
    public static void Find(ReadOnlySpan<byte> body, string name, ref FoundAccount found)
    {
        while (!body.IsEmpty)
        {
            var end = body.IndexOf((byte)'&');
            var pair = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (pair.Contains((byte)';')) FindBetween(pair, name, ref found);
            else FindIn(pair, name, ref found);
        }
    }

    // HTML 4.01 appendix B.2.2 asked servers to separate fields by semicolons as well, and there are some that do.
    private static void FindBetween(ReadOnlySpan<byte> pair, string name, ref FoundAccount found)
    {
        foreach (var range in pair.Split((byte)';'))
        {
            var any = default(FoundAccount);
            FindIn(pair[range], name, ref any);
            if (!any.IsEmpty) found.Spoil();
        }
    }

    private static void FindIn(ReadOnlySpan<byte> pair, string name, ref FoundAccount found)
    {
        var equals = pair.IndexOf((byte)'=');
        if (Decode(equals < 0 ? pair : pair[..equals]) is not { } field) return;
        // C strings end there.
        if (field.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul) field = field[..nul];
        if (IsOne(field, name))
        {
            if (equals >= 0 && Decode(pair[(equals + 1)..]) is { } value) found.Add(value);
            else found.Spoil();
        }
        else if (field.LastIndexOf('[') is > 0 and var bracket && (IsOne(field[..bracket], name) || IsOne(field[..field.IndexOf('[', StringComparison.Ordinal)], name)))
        {
            // An element of an array, or a member of an object, of that name.
            found.Spoil();
        }
    }

    private static bool IsOne(string field, string name) =>
        field.AsSpan().Trim().Equals(name, StringComparison.OrdinalIgnoreCase)
        || (AccountName.Normalize(Underscored(field)) is { } folded && folded == AccountName.Normalize(Underscored(name)));

    // As PHP names its variables.
    private static string Underscored(string field) => field.Trim().Replace('.', '_').Replace(' ', '_').Replace('[', '_');

    private static string? Decode(ReadOnlySpan<byte> text)
    {
        var bytes = text.Length <= 512 ? stackalloc byte[text.Length] : new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Percent.TryReadOctet(text[i..], out var octet))
            {
                bytes[length++] = octet;
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
}
