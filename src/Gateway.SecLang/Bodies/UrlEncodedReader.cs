using Gateway.SecLang.Collections;

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
            var name = Decode(equals < 0 ? pair : pair[..equals], arena, ref invalid);
            var value = equals < 0 ? default : Decode(pair[(equals + 1)..], arena, ref invalid);
            if (!(query ? arguments.AddGet(name, value) : arguments.AddPost(name, value))) return false;
            if (end < 0) break;
            input = input[(end + 1)..];
        }

        return true;
    }

    private static Text Decode(ReadOnlySpan<byte> input, ByteArena arena, ref bool invalid)
    {
        var start = input.IndexOfAny((byte)'%', (byte)'+');
        if (start < 0) return arena.Store(input);
        var output = arena.Reserve(input.Length);
        if (output.IsEmpty) return default;
        input[..start].CopyTo(output);
        var written = start;
        for (var i = start; i < input.Length; i++)
        {
            var c = input[i];
            if (c == '+') c = (byte)' ';
            else if (c == '%')
            {
                if (i + 2 < input.Length && Hex.Byte(input[i + 1], input[i + 2]) is var b and >= 0)
                {
                    c = (byte)b;
                    i += 2;
                }
                else invalid = true;
            }

            output[written++] = c;
        }

        return arena.Keep(written);
    }
}
