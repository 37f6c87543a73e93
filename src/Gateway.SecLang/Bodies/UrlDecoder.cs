using Gateway.SecLang.Collections;

namespace Gateway.SecLang.Bodies;

/// <summary>Percent-encoding, decoded once. An escape that is none stays as it is and is reported.</summary>
internal static class UrlDecoder
{
    /// <summary>Decodes into the arena; <paramref name="plus"/> says whether a plus is a space, as in forms.</summary>
    public static Text Decode(ReadOnlySpan<byte> input, ByteArena arena, bool plus, ref bool invalid)
    {
        var start = plus ? input.IndexOfAny((byte)'%', (byte)'+') : input.IndexOf((byte)'%');
        if (start < 0) return arena.Store(input);
        var output = arena.Reserve(input.Length);
        if (output.IsEmpty) return default;
        input[..start].CopyTo(output);
        var written = start;
        for (var i = start; i < input.Length; i++)
        {
            var c = input[i];
            if (c == '+' && plus) c = (byte)' ';
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
