using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>
/// The Cookie header: pairs between semicolons, the name up to the first <c>=</c>, nothing decoded. A pair without <c>=</c> is a name with an empty value; one with an empty name
/// is kept, since some frameworks read its value.
/// </summary>
internal static class CookieReader
{
    public static void Read(ReadOnlySpan<byte> header, ValueTable table)
    {
        // Without any semicolon an old client may separate by ", ".
        var separator = header.IndexOf((byte)';') < 0 && header.IndexOf(", "u8) >= 0 ? (byte)',' : (byte)';';
        while (!header.IsEmpty)
        {
            var end = header.IndexOf(separator);
            var pair = Whitespace.TrimStart(end < 0 ? header : header[..end]);
            var equals = pair.IndexOf((byte)'=');
            if (!pair.IsEmpty)
            {
                var cookie = table.Add(Collection.RequestCookies, equals < 0 ? pair : pair[..equals], equals < 0 ? default : pair[(equals + 1)..]);
                if (cookie < 0) return;
                table.AliasName(Collection.RequestCookiesNames, cookie);
            }

            if (end < 0) return;
            header = header[(end + 1)..];
        }
    }
}
