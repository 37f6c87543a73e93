using System.Text;

namespace Gateway.SecLang.LibInjection.Html;

/// <summary>What a browser may do with an attribute's value.</summary>
internal enum AttributeDanger : byte
{
    None,

    /// <summary>Runs or styles whatever the value is.</summary>
    Always,

    /// <summary>Follows it as an address.</summary>
    Address,

    /// <summary>Takes it for the name of an attribute.</summary>
    Name,
}

/// <summary>Names of tags and attributes that markup from a stranger must not have. The table is Data/html-names.txt.</summary>
internal static class HtmlNames
{
    private const int MaxLength = 16;
    private static readonly byte[][] Tags = Read("tag");
    private static readonly byte[][] Always = Read("always");
    private static readonly byte[][] Addresses = Read("address");
    private static readonly byte[][] Indirect = Read("name");

    public static bool IsDangerousTag(ReadOnlySpan<byte> name)
    {
        if (name.Length < 3) return false;

        // Everything of SVG and XSL(T).
        if (Ascii.EqualsIgnoreCase(name[..3], "SVG"u8) || Ascii.EqualsIgnoreCase(name[..3], "XSL"u8)) return true;
        Span<byte> upper = stackalloc byte[MaxLength];
        return Normalize(name, upper, out var length) && Contains(Tags, upper[..length]);
    }

    public static AttributeDanger OfAttribute(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2) return AttributeDanger.None;
        Span<byte> upper = stackalloc byte[MaxLength];
        if (name.Length >= 5)
        {
            // Any handler, known or not: browsers get new ones every year.
            if (Ascii.EqualsIgnoreCase(name[..2], "ON"u8)) return AttributeDanger.Always;

            // Namespaces can make tags of any name.
            if (Ascii.EqualsIgnoreCase(name[..5], "XMLNS"u8) || Ascii.EqualsIgnoreCase(name[..5], "XLINK"u8)) return AttributeDanger.Always;
        }

        if (!Normalize(name, upper, out var length)) return AttributeDanger.None;
        ReadOnlySpan<byte> key = upper[..length];
        return Contains(Addresses, key) ? AttributeDanger.Address
            : Contains(Always, key) ? AttributeDanger.Always
            : Contains(Indirect, key) ? AttributeDanger.Name
            : AttributeDanger.None;
    }

    /// <summary>Upper case without NUL, which browsers have ignored in names; false if it is longer than any name of the table.</summary>
    private static bool Normalize(ReadOnlySpan<byte> name, Span<byte> upper, out int length)
    {
        length = 0;
        foreach (var b in name)
        {
            if (b == 0) continue;
            if (length == MaxLength) return false;
            upper[length++] = b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 0x20) : b;
        }

        return true;
    }

    private static bool Contains(byte[][] names, ReadOnlySpan<byte> key)
    {
        foreach (var name in names)
            if (key.SequenceEqual(name)) return true;
        return false;
    }

    private static byte[][] Read(string kind)
    {
        var names = new List<byte[]>();
        LibInjectionData.Read("html-names.txt", (key, items) =>
        {
            if (!Ascii.Equals(key, kind)) return;
            foreach (var item in items.Split((byte)',')) names.Add(items[item].ToArray());
        });
        return names.Count > 0 && names.TrueForAll(name => name.Length <= MaxLength)
            ? [.. names]
            : throw new InvalidDataException($"html-names.txt: there must be names of kind {kind}, none longer than {MaxLength} characters.");
    }
}
