namespace Gateway.SecLang.Bodies;

/// <summary>
/// <c>application/x-www-form-urlencoded</c>, in a query or a body: each name and value decoded once. An escape that is none stays as it is and is reported
/// (URLENCODED_ERROR), for a backend may read it otherwise.
/// </summary>
internal static class UrlEncodedReader
{
    /// <summary>Reads all arguments. False where the bound on arguments was reached.</summary>
    public static bool Read(ReadOnlySpan<byte> input, byte separator, bool query, ArgumentWriter arguments, ref bool invalid)
    {
        while (!input.IsEmpty)
        {
            var end = input.IndexOf(separator);
            var pair = end < 0 ? input : input[..end];
            var equals = pair.IndexOf((byte)'=');
            var arena = arguments.Table.Arena;
            var name = UrlDecoder.Decode(equals < 0 ? pair : pair[..equals], arena, plus: true, ref invalid);
            var value = equals < 0 ? default : UrlDecoder.Decode(pair[(equals + 1)..], arena, plus: true, ref invalid);
            if (!(query ? arguments.AddGet(name, value) : arguments.AddPost(name, value))) return false;
            if (end < 0) break;
            input = input[(end + 1)..];
        }

        return true;
    }
}
