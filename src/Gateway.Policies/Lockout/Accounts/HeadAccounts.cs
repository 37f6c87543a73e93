using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Policies.Lockout.Accounts;

/// <summary>Accounts in header fields.</summary>
internal static class HeadAccounts
{
    private const string Scheme = "Basic ";
    private const int MaxEncoded = 2048;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Find(HttpRequest request, in AccountSource source, ref FoundAccount found)
    {
        if (source.Kind is AccountSourceKind.Header) FindHeader(request.Headers[source.Name], ref found);
        else FindBasic(request.Headers.Authorization, ref found);
    }

    private static void FindHeader(StringValues values, ref FoundAccount found)
    {
        foreach (var value in values)
            if (!string.IsNullOrEmpty(value)) found.Add(value);
    }

    // RFC 7617: the name ends at the first colon. One that is no UTF-8 is nobody's that we could tell from another.
    private static void FindBasic(StringValues values, ref FoundAccount found)
    {
        Span<byte> bytes = stackalloc byte[MaxEncoded];
        foreach (var value in values)
        {
            if (value is null || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) continue;
            var encoded = value.AsSpan(Scheme.Length).Trim(' ');
            if (encoded.Length > MaxEncoded || !Convert.TryFromBase64Chars(encoded, bytes, out var length) || bytes[..length].IndexOf((byte)':') is not (>= 0 and var end))
            {
                found.Spoil();
                continue;
            }

            try
            {
                found.Add(Strict.GetString(bytes[..end]));
            }
            catch (DecoderFallbackException)
            {
                found.Spoil();
            }
        }
    }
}
