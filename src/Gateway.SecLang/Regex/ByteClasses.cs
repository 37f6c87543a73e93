namespace Gateway.SecLang.Regex;

/// <summary>Bytes that no set of a pattern tells apart share a column of its tables.</summary>
internal sealed class ByteClasses
{
    private ByteClasses(byte[] classOf, byte[] members)
    {
        ClassOf = classOf;
        Members = members;
    }

    /// <summary>The class of each of the 256 bytes.</summary>
    public byte[] ClassOf { get; }

    /// <summary>One byte of each class.</summary>
    public byte[] Members { get; }

    public int Count => Members.Length;

    public static ByteClasses Of(IEnumerable<ByteSet> sets)
    {
        var classOf = new int[256];
        var count = 1;
        Span<int> renamed = stackalloc int[256];
        Span<bool> hasOutside = stackalloc bool[256];
        foreach (var set in sets)
        {
            // Bytes of one class that the set divides: those inside get a new class, unless all are inside.
            renamed.Fill(-1);
            hasOutside.Clear();
            for (var b = 0; b < 256; b++)
            {
                if (!set.Contains((byte)b)) hasOutside[classOf[b]] = true;
            }

            var before = count;
            foreach (var b in set)
            {
                var old = classOf[b];
                if (old >= before || !hasOutside[old]) continue;
                if (renamed[old] < 0) renamed[old] = count++;
                classOf[b] = renamed[old];
            }

            if (count == 256) break;
        }

        var members = new byte[count];
        var bytes = new byte[256];
        for (var b = 255; b >= 0; b--)
        {
            bytes[b] = (byte)classOf[b];
            members[classOf[b]] = (byte)b;
        }

        return new ByteClasses(bytes, members);
    }
}
